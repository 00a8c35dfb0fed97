package longpoll.dialect.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import longpoll.dialect.Answer;
import longpoll.dialect.Answer.Then;
import longpoll.dialect.Client;
import longpoll.dialect.Delivery;
import longpoll.dialect.Dialect;
import longpoll.dialect.DialectSpec;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Position;
import longpoll.dialect.Purpose;

/** What a {@link FileDialect} says, for clients that poll a target. */
public final class DeclaredDialect implements Dialect {
  public static final String KIND = "file";

  private final FileDialect file;
  private final String text;
  private final DialectSpec spec;

  private DeclaredDialect(FileDialect file, String name, String text) {
    this.file = file;
    this.text = text;
    spec =
        new DialectSpec(
            KIND, Map.of("name", name, "text", text, "environment", file.environment()));
  }

  /**
   * @param environment where credentials are taken from
   * @throws DialectFileException when the text cannot be used
   */
  public static DeclaredDialect parse(String text, String name, Map<String, String> environment) {
    return new DeclaredDialect(DialectFiles.parse(text, name, environment), name, text);
  }

  /**
   * @throws DialectFileException when the file cannot be used
   * @throws IOException when it cannot be read
   */
  public static DeclaredDialect read(Path path, Map<String, String> environment)
      throws IOException {
    return parse(DialectFiles.text(path), String.valueOf(path.getFileName()), environment);
  }

  /** The bundled server's protocol, which is code otherwise. */
  public static DeclaredDialect ofNative() {
    return parse(DialectFiles.resource("file/native"), "native", Map.of());
  }

  /** As another process was told of it; with the credentials of that one. */
  @SuppressWarnings("unchecked")
  public static DeclaredDialect of(DialectSpec spec) {
    Map<String, Object> properties = spec.properties();
    return parse(
        (String) properties.get("text"),
        (String) properties.get("name"),
        (Map<String, String>) properties.get("environment"));
  }

  /** All that the file says, beyond what clients ask for. */
  public FileDialect file() {
    return file;
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public String identity() {
    return DialectFiles.shipped().contains(name()) && text.equals(DialectFiles.text(name()))
        ? name()
        : name() + '#' + Codec.md5(text.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
  }

  @Override
  public DialectSpec spec() {
    return spec;
  }

  @Override
  public Delivery delivery() {
    return file.delivery();
  }

  @Override
  public boolean resumes() {
    return file.resumes();
  }

  @Override
  public boolean namesChannels() {
    return file.namesChannels();
  }

  @Override
  public boolean asksForHold() {
    return file.hold().by() == HoldSpec.By.CLIENT;
  }

  /** Empty: the file's own paths are behind the target's URL. */
  @Override
  public String defaultPath() {
    return "";
  }

  @Override
  public boolean isSpokenByBundledServer() {
    return false;
  }

  @Override
  public String holdProblem(Duration hold) {
    return file.hold().problem(hold);
  }

  @Override
  public Duration earliness() {
    return file.hold().early();
  }

  @Override
  public Duration lateness(Duration hold) {
    return file.hold().tolerance(hold);
  }

  @Override
  public Duration shortestHold() {
    return file.hold().min();
  }

  @Override
  public boolean keepsCookies() {
    return file.keepsCookies();
  }

  @Override
  public String masked(String text, Position session) {
    return file.masked(text, (DialectState) session);
  }

  @Override
  public List<String> queryParameters() {
    return file.exchange(Purpose.POLL).request().query().stream().map(Map.Entry::getKey).toList();
  }

  @Override
  public int handshakes() {
    return file.handshakes();
  }

  @Override
  public boolean saysGoodbye() {
    return file.has(Purpose.Kind.GOODBYE);
  }

  @Override
  public Position start(Client client) {
    String target = client.target().toString();
    String base = target.endsWith("/") ? target.substring(0, target.length() - 1) : target;
    return file.start(base, client.channels(), client.number(), client.run());
  }

  @Override
  public PollRequest request(Purpose purpose, Position at, Duration hold, String channels) {
    DialectState state = (DialectState) at;
    return file.request(purpose, state, hold).toPollRequest(state.targetPath());
  }

  @Override
  public Answer read(
      Purpose purpose, Position asked, int status, HeaderLookup header, byte[] body) {
    Reading reading = file.read(purpose, (DialectState) asked, status, header, body);
    return switch (reading.kind()) {
      case EVENTS -> delivered(reading, reading.followUp() ? Then.FOLLOW_UP : Then.POLL);
      case FOLLOW_UP -> delivered(reading, Then.FOLLOW_UP);
      case EMPTY -> Answer.empty(reading.next()).waiting(reading.delay());
      case GAP, RESET ->
          Answer.gap(reading.next(), reading.events(), reading.misfits(), reading.delay())
              .followedBy(Then.RESUME, reading.acks());
      case OTHER -> delivered(reading, Then.POLL);
      case REHANDSHAKE -> rehandshake(reading);
      case CLOSED ->
          failed(reading, FailureKind.STREAM_CLOSED)
              .followedBy(file.handshakes() > 0 ? Then.HANDSHAKE : Then.LEAVE, List.of());
      case THROTTLE, FAILED -> failed(reading, reading.failureKind());
      case DONE -> Answer.done(reading.next());
    };
  }

  private static Answer delivered(Reading reading, Then then) {
    return Answer.delivered(reading.next(), reading.events(), reading.misfits())
        .followedBy(then, reading.acks())
        .waiting(reading.delay());
  }

  /** The answer that ends a session may bring its last events. */
  private static Answer rehandshake(Reading reading) {
    return reading.events().isEmpty()
        ? failed(reading, FailureKind.SESSION_LOST).followedBy(Then.HANDSHAKE, List.of())
        : delivered(reading, Then.HANDSHAKE);
  }

  private static Answer failed(Reading reading, String kind) {
    return Answer.failed(reading.next(), kind, reading.detail(), reading.delay());
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
