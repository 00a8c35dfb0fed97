package longpoll.dialect.stub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import longpoll.dialect.Dialect;
import longpoll.dialect.Dialects;

/**
 * A dialect, its stub, and what its clients are told in each scenario.
 *
 * @param expected the words of {@link StubClient#said}; one that begins with "none:" is the reason
 *     why the scenario has no meaning for the protocol
 */
record StubbedDialect(String name, Supplier<Stub> stub, Map<Scenario, List<String>> expected) {

  /** What happens to a client that polls. */
  enum Scenario {
    /** Three events of one instant, and then nothing. */
    SEVERAL_EVENTS,
    /** Nothing at all. */
    EMPTY,
    /** After an empty poll an event comes before the next one. */
    BETWEEN_POLLS,
    /** After a first event two more, of which the server keeps the newest only. */
    GAP,
    /** An error of the protocol's own, and then an event. */
    ERROR,
    /** After a first event the server forgets its clients, and then there is another event. */
    LOST_SESSION,
    /** After two events the server starts anew, and its first event has a smaller cursor. */
    CURSOR_GOES_BACK,
    /** Our publisher makes an event. */
    PUBLISH
  }

  private static final Path FILES = Path.of("test/resources/longpoll/dialect/file");

  /** The harness rehearses with this one, so it is not among those of the tests. */
  private static final Path NATIVE = Path.of("main/resources/longpoll/dialect/file/native.conf");

  static StubbedDialect of(String name, Supplier<Stub> stub) {
    StubbedDialect plain = new StubbedDialect(name, stub, new EnumMap<>(Scenario.class));
    return plain
        .says(Scenario.SEVERAL_EVENTS, "events 1 2 3", "empty")
        .says(Scenario.EMPTY, "empty")
        .says(Scenario.BETWEEN_POLLS, "empty", "events 1", "empty")
        .says(Scenario.PUBLISH, "events 1", "empty");
  }

  StubbedDialect says(Scenario scenario, String... words) {
    Map<Scenario, List<String>> all = new EnumMap<>(Scenario.class);
    all.putAll(expected);
    all.put(scenario, List.of(words));
    return new StubbedDialect(name, stub, all);
  }

  StubbedDialect none(Scenario scenario, String reason) {
    return says(scenario, "none: " + reason);
  }

  StubbedDialect named(String otherName) {
    return new StubbedDialect(otherName, stub, expected);
  }

  /** A target without a path is completed as in the settings. */
  URI target(URI stubs) {
    Dialect dialect = dialect(Map.of("TELEGRAM_BOT_TOKEN", "x", "DROPBOX_TOKEN", "x"));
    return stubs.getPath().isEmpty() ? stubs.resolve(dialect.defaultPath()) : stubs;
  }

  /** Null where the scenario has a meaning. */
  String reason(Scenario scenario) {
    String first = expected.getOrDefault(scenario, List.of("")).get(0);
    return first.startsWith("none: ") ? first : null;
  }

  /** As settings name it; the two that are code also as the files that say the same. */
  Dialect dialect(Map<String, String> environment) {
    return Dialects.named(isFile() ? file().toString() : name, environment);
  }

  private boolean isFile() {
    return name.endsWith(" as a file");
  }

  private Path file() {
    String plain = name.replace(" as a file", "");
    return plain.equals("native") ? NATIVE : FILES.resolve(plain + ".conf");
  }

  /** A hold that every one of the protocols takes. */
  Duration hold() {
    return Duration.ofSeconds(name.equals("dropbox") ? 30 : 20);
  }

  @Override
  public String toString() {
    return name;
  }
}
