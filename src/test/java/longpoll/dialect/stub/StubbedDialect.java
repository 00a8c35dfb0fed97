package longpoll.dialect.stub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import longpoll.dialect.file.DialectFiles;
import longpoll.dialect.file.FileDialect;

/**
 * A dialect, its stub, and what its clients are told in each scenario.
 *
 * @param expected the words of {@link StubClient#said}; one that begins with "none:" is the reason
 *     why the scenario has no meaning for the protocol
 */
record StubbedDialect(
    String name, Supplier<Stub> stub, String channel, Map<Scenario, List<String>> expected) {

  /** What happens to a client that polls. */
  enum Scenario {
    /** Three events of one instant, and then nothing. */
    SEVERAL_EVENTS,
    /** Nothing at all. */
    EMPTY,
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

  static StubbedDialect of(String name, Supplier<Stub> stub) {
    StubbedDialect plain = new StubbedDialect(name, stub, "c1", new EnumMap<>(Scenario.class));
    return plain
        .says(Scenario.SEVERAL_EVENTS, "events 1 2 3", "empty")
        .says(Scenario.EMPTY, "empty")
        .says(Scenario.PUBLISH, "events 1", "empty");
  }

  StubbedDialect says(Scenario scenario, String... words) {
    Map<Scenario, List<String>> all = new EnumMap<>(Scenario.class);
    all.putAll(expected);
    all.put(scenario, List.of(words));
    return new StubbedDialect(name, stub, channel, all);
  }

  StubbedDialect none(Scenario scenario, String reason) {
    return says(scenario, "none: " + reason);
  }

  StubbedDialect on(String otherChannel) {
    return new StubbedDialect(name, stub, otherChannel, expected);
  }

  /** Null where the scenario has a meaning. */
  String reason(Scenario scenario) {
    String first = expected.getOrDefault(scenario, List.of("")).get(0);
    return first.startsWith("none: ") ? first : null;
  }

  FileDialect dialect(Map<String, String> environment) {
    if (DialectFiles.shipped().contains(name)) {
      return DialectFiles.shipped(name, environment);
    }
    try {
      String text = Files.readString(FILES.resolve(name + ".conf"));
      return DialectFiles.parse(text, name, environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
