package longpoll.dialect.file;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import longpoll.dialect.Delivery;
import longpoll.dialect.Dialect.HeaderLookup;
import longpoll.dialect.Purpose;

/**
 * A long-poll protocol as a file describes it: what to send, and what came. Immutable, safe for any
 * thread. It opens no connection and keeps no state; that of one client is a {@link DialectState}.
 */
public final class FileDialect {
  private final String name;
  private final String description;
  private final Delivery delivery;
  private final HoldSpec hold;
  private final boolean cookies;
  private final Names names;
  private final String[] first;
  private final List<String> handshakeNames;
  private final List<Exchange> handshake;
  private final Exchange poll;
  private final Exchange followUp;
  private final Exchange ack;
  private final Exchange goodbye;
  private final List<Exchange> publishHandshake;
  private final Exchange publish;
  private final Secrets secrets;

  /** Which of the fixed names go into a header. */
  private final boolean[] inHeaders = new boolean[Names.FIXED.size()];

  FileDialect(
      String name,
      String description,
      Delivery delivery,
      HoldSpec hold,
      boolean cookies,
      Names names,
      String[] first,
      List<String> handshakeNames,
      List<Exchange> handshake,
      Exchange poll,
      Exchange followUp,
      Exchange ack,
      Exchange goodbye,
      List<Exchange> publishHandshake,
      Exchange publish,
      Secrets secrets) {
    this.name = name;
    this.description = description;
    this.delivery = delivery;
    this.hold = hold;
    this.cookies = cookies;
    this.names = names;
    this.first = first;
    this.handshakeNames = List.copyOf(handshakeNames);
    this.handshake = handshake;
    this.poll = poll;
    this.followUp = followUp;
    this.ack = ack;
    this.goodbye = goodbye;
    this.publishHandshake = publishHandshake;
    this.publish = publish;
    this.secrets = secrets;
    Stream.of(handshake.stream(), Stream.of(poll, followUp, ack, goodbye, publish))
        .flatMap(each -> each)
        .filter(Objects::nonNull)
        .flatMap(each -> each.request().headers().stream())
        .forEach(header -> inHeaders(header.getValue()));
  }

  private void inHeaders(Template header) {
    for (int i = 0; i < inHeaders.length; i++) {
      inHeaders[i] |= header.uses(i);
    }
  }

  public String name() {
    return name;
  }

  /** One line of the file's author; may be empty. */
  public String description() {
    return description;
  }

  public Delivery delivery() {
    return delivery;
  }

  public HoldSpec hold() {
    return hold;
  }

  /** Whether a client keeps cookies and sends them back. */
  public boolean keepsCookies() {
    return cookies;
  }

  /** Whether a poll says where to go on, or the server knows. */
  public boolean resumes() {
    return first.length > Names.FIXED.size() + Names.PUBLISHED.size();
  }

  /** Whether a poll, or what comes before it, names the channel. */
  public boolean namesChannels() {
    return poll.request().uses(Names.CHANNEL)
        || handshake.stream().anyMatch(each -> each.request().uses(Names.CHANNEL));
  }

  /** How many requests come before the first poll; 0 for none. */
  public int handshakes() {
    return handshake.size();
  }

  /** What the file calls a request of the handshake; shown beside its failures. */
  public String handshakeName(int index) {
    return handshakeNames.get(index);
  }

  /** How many requests the publisher sends before its first event; 0 for none. */
  public int publishHandshakes() {
    return publishHandshake.size();
  }

  /** What the file calls a request of the publisher's handshake. */
  public String publishHandshakeName(int index) {
    return handshakeNames.get(handshake.indexOf(publishHandshake.get(index)));
  }

  /** Whether the publisher needs a handshake for each channel, and not one for all. */
  public boolean publishHandshakeNamesChannels() {
    return publishHandshake.stream().anyMatch(each -> each.request().uses(Names.CHANNEL));
  }

  /** Whether the dialect has such a request. */
  public boolean has(Purpose.Kind kind) {
    return switch (kind) {
      case HANDSHAKE -> !handshake.isEmpty();
      case PUBLISH_HANDSHAKE -> !publishHandshake.isEmpty();
      default -> exchange(new Purpose(kind, 0)) != null;
    };
  }

  /**
   * What a client knows before its first request.
   *
   * @param target the target's URL, without a slash at its end
   * @param channel empty for none
   * @param user number from 0
   * @param run tells this run from others
   * @throws IllegalArgumentException for a value that goes into a header and does not fit there
   */
  public DialectState start(String target, String channel, long user, String run) {
    String[] values = first.clone();
    values[Names.TARGET] = target;
    values[Names.CHANNEL] = channel == null || channel.isEmpty() ? null : channel;
    values[Names.USER] = Long.toString(user);
    values[Names.RUN] = run;
    for (int i = 0; i < Names.FIXED.size(); i++) {
      if (values[i] != null && inHeaders[i] && !Codec.fitsHeader(values[i])) {
        throw new IllegalArgumentException(
            names.name(i) + " holds a character that no header may hold");
      }
    }
    return new DialectState(names, values);
  }

  /**
   * The request for a purpose that the dialect {@link #has}.
   *
   * @param hold how long a poll is to be held; ignored where the request does not say so
   */
  public FileRequest request(Purpose purpose, DialectState state, Duration hold) {
    return exchange(purpose).request().make(state, hold.toMillis(), secrets);
  }

  /**
   * The publish request for another process to fill in.
   *
   * @param session what the publisher's handshake gave
   */
  public PublishTemplate publishTemplate(DialectState session) {
    return PublishTemplate.of(publish.request().make(session.marked(), 0, secrets));
  }

  /**
   * What the target answers to an event that it took.
   *
   * @throws IllegalArgumentException when the file asks for more than another process can look at
   */
  public PublishExpectation publishExpectation() {
    return PublishExpectation.of(publish.rules().get(0));
  }

  /**
   * All texts that nobody is to read who sees an answer to this session: values of the environment,
   * and what a handshake gave.
   */
  public Set<String> secretTexts(DialectState session) {
    Set<String> texts = new LinkedHashSet<>(secrets.texts());
    for (int i = Names.FIXED.size() + Names.PUBLISHED.size(); i < first.length; i++) {
      String value = session.value(i);
      if (value != null && !value.equals(first[i])) {
        texts.addAll(Secrets.masks(value, "").keySet());
      }
    }
    return texts;
  }

  /**
   * What an answer means. Never throws on what a server sent.
   *
   * @param asked the state that the request was made from
   * @param header looks up a response header by name, null where there is none
   * @param body the bytes, not kept and not changed; empty for none
   */
  public Reading read(
      Purpose purpose, DialectState asked, int status, HeaderLookup header, byte[] body) {
    return exchange(purpose).read(asked, status, header, body);
  }

  /** The environment variables that it takes credentials from, with their values. */
  Map<String, String> environment() {
    return secrets.used();
  }

  /** A text without the values that came from the environment. */
  public String masked(String text) {
    return secrets.mask(text);
  }

  /** The same, and without what the server gave to a session. */
  public String masked(String text, DialectState session) {
    String masked = masked(text);
    List<String> texts = new ArrayList<>(secretTexts(session));
    texts.sort(Secrets.LONGEST_FIRST);
    for (String secret : texts) {
      masked = masked.replace(secret, "(secret)");
    }
    return masked;
  }

  Exchange exchange(Purpose purpose) {
    return switch (purpose.kind()) {
      case HANDSHAKE -> handshake.get(purpose.index());
      case POLL -> poll;
      case FOLLOW_UP -> followUp;
      case ACK -> ack;
      case GOODBYE -> goodbye;
      case PUBLISH_HANDSHAKE -> publishHandshake.get(purpose.index());
      case PUBLISH -> publish;
    };
  }

  @Override
  public String toString() {
    return "dialect " + name;
  }
}
