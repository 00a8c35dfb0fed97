package longpoll.dialect.stub;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import longpoll.dialect.PollRequest;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DialectState;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.FileRequest;
import longpoll.dialect.file.Reading;
import longpoll.settings.Settings;
import longpoll.transport.SingleRequests;

/** One client of a stub. It writes down what answers meant and does not stay away in between. */
final class StubClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final FileDialect dialect;
  private final URI target;
  private final SingleRequests requests;
  private final SingleRequests publisher;
  private final DialectState start;
  private final Duration hold;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final List<PolledEvent> events = Collections.synchronizedList(new ArrayList<>());
  private DialectState state;
  private boolean inSession;
  private String detail;

  StubClient(FileDialect dialect, URI target, String channel, Duration hold, int largestBody) {
    this.dialect = dialect;
    this.target = target;
    this.hold = hold;
    Settings.Body body = new Settings.Body(largestBody, 0.25);
    requests = new SingleRequests(target, new Settings.Tls(false, ""), body);
    publisher = SingleRequests.plain(target);
    start = dialect.start(target.toString(), channel, 7, "run-1");
    state = start;
  }

  /** Takes turns until it is so, at most eight. */
  void pollUntil(BooleanSupplier done) throws InterruptedException {
    for (int i = 0; i < 8; i++) {
      turn();
      if (done.getAsBoolean()) {
        return;
      }
    }
  }

  /** Whether the last turn brought nothing. */
  boolean wasEmpty() {
    return said.get(said.size() - 1).equals("empty");
  }

  /** Whether the last event so far has this number, or none at all. */
  boolean has(long seq) {
    PolledEvent last = events.isEmpty() ? null : events.get(events.size() - 1);
    return last != null && (last.seq() == seq || last.seq() == PolledEvent.UNKNOWN);
  }

  /** A poll, with what comes before and after it. */
  void turn() throws InterruptedException {
    if (!inSession && !shakeHands()) {
      return;
    }
    Reading poll = ask(Purpose.POLL, state);
    if (poll == null) {
      return;
    }
    say("", poll);
    follow(poll);
  }

  private boolean shakeHands() throws InterruptedException {
    for (int i = 0; i < dialect.handshakes(); i++) {
      Reading reading = ask(Purpose.handshake(i), state);
      if (reading == null || reading.kind() != Reading.Kind.DONE) {
        if (reading != null) {
          say("handshake ", reading);
        }
        return false;
      }
      state = reading.next();
    }
    inSession = true;
    return true;
  }

  private void follow(Reading reading) throws InterruptedException {
    state = reading.next();
    for (DialectState ack : reading.acks()) {
      ask(Purpose.ACK, ack);
      said.add("ack");
    }
    if (reading.kind() == Reading.Kind.REHANDSHAKE) {
      inSession = false;
    }
    if (reading.followUp()) {
      Reading more = ask(Purpose.FOLLOW_UP, state);
      if (more != null) {
        say("follow-up ", more);
        follow(more);
      }
    }
  }

  private void say(String what, Reading reading) {
    events.addAll(reading.events());
    if (reading.detail() != null) {
      detail = reading.detail();
    }
    String seqs =
        reading.events().stream()
            .map(each -> each.seq() == PolledEvent.UNKNOWN ? " ?" : " " + each.seq())
            .collect(Collectors.joining());
    said.add(
        what
            + switch (reading.kind()) {
              case EVENTS, FOLLOW_UP -> "events" + seqs;
              case EMPTY -> "empty";
              case GAP, RESET -> "gap";
              case REHANDSHAKE -> seqs.isEmpty() ? "failed session-lost" : "events" + seqs;
              case CLOSED -> "failed stream-closed";
              default -> "failed " + reading.failureKind();
            });
  }

  /** The reading of its answer; null where there was none, which is written down. */
  private Reading ask(Purpose purpose, DialectState from) throws InterruptedException {
    return ask(requests, purpose, from);
  }

  private Reading ask(SingleRequests over, Purpose purpose, DialectState from)
      throws InterruptedException {
    FileRequest request = dialect.request(purpose, from, hold);
    SingleRequests.Reply reply = over.send(target, toTarget(request), PATIENCE);
    if (reply.answer() == null) {
      said.add("failed " + reply.failure());
      detail = reply.detail();
      return null;
    }
    return dialect.read(purpose, from, reply.status(), reply.headers()::get, reply.answer().body());
  }

  private PollRequest toTarget(FileRequest request) {
    String path = request.origin() == null ? target.getPath() + request.path() : request.path();
    return new PollRequest(
        request.method(),
        path.isEmpty() ? null : path,
        request.query(),
        request.headers().stream()
            .collect(Collectors.toMap(java.util.Map.Entry::getKey, java.util.Map.Entry::getValue)),
        request.body());
  }

  /** Makes an event as the publisher does, with a session of its own. */
  void publish(long seq) throws InterruptedException {
    DialectState session = start;
    for (int i = 0; i < dialect.publishHandshakes(); i++) {
      session = done(publisher, Purpose.publishHandshake(i), session).next();
    }
    DialectState event = session.publishing(seq, Stub.PLANNED_AT, Stub.PLANNED_AT + 5, "a \"b\"");
    done(publisher, Purpose.PUBLISH, event);
  }

  private Reading done(SingleRequests over, Purpose purpose, DialectState from)
      throws InterruptedException {
    Reading reading = ask(over, purpose, from);
    if (reading == null || reading.kind() != Reading.Kind.DONE) {
      throw new AssertionError(purpose + ": " + (reading == null ? detail : reading.detail()));
    }
    return reading;
  }

  /** Tells the server that it leaves, where the protocol has that. */
  void leave() throws InterruptedException {
    if (inSession && dialect.has(Purpose.Kind.GOODBYE)) {
      done(requests, Purpose.GOODBYE, state);
    }
  }

  /** What answers meant so far. */
  List<String> said() {
    return List.copyOf(said);
  }

  List<PolledEvent> events() {
    return List.copyOf(events);
  }

  /** What a person would read of the last failure. */
  String detail() {
    return detail;
  }

  @Override
  public void close() {
    requests.close();
    publisher.close();
  }
}
