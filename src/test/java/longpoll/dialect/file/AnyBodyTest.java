package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server sends never ends in an exception, and never in more than a bounded answer. */
class AnyBodyTest {
  private static final long SEED = 20_261_127;
  private static final int ROUNDS = 3_000;
  private static final int LONGEST_DETAIL = 700;

  static List<String> shipped() {
    return DialectFiles.shipped();
  }

  private static FileDialect dialect(String name) {
    return DialectFiles.shipped(name, ConversationScript.ENVIRONMENT);
  }

  /** Bodies of the dialect's own script, cut and changed at random. */
  @ParameterizedTest
  @MethodSource("shipped")
  void anyBytesAreRead(String name) throws Exception {
    FileDialect dialect = dialect(name);
    SplittableRandom random = new SplittableRandom(SEED);
    List<byte[]> bodies = new ArrayList<>();
    for (String line :
        Files.readAllLines(Path.of("test/resources/longpoll/dialect/file", name + ".txt"))) {
      if (line.startsWith("{") || line.startsWith("[")) {
        bodies.add(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    List<Purpose> purposes = new ArrayList<>(List.of(Purpose.POLL));
    for (int i = 0; i < dialect.handshakes(); i++) {
      purposes.add(Purpose.handshake(i));
    }
    if (dialect.has(Purpose.Kind.FOLLOW_UP)) {
      purposes.add(Purpose.FOLLOW_UP);
    }
    DialectState state = dialect.start("http://127.0.0.1:8000", "c1", 1, "r");
    int[] statuses = {200, 200, 200, 204, 304, 400, 404, 408, 410, 503, 0, -1, 1000};
    for (int round = 0; round < ROUNDS; round++) {
      byte[] body = changed(bodies.get(random.nextInt(bodies.size())), random);
      String header = random.nextBoolean() ? null : text(random);
      Reading reading =
          dialect.read(
              purposes.get(random.nextInt(purposes.size())),
              state,
              statuses[random.nextInt(statuses.length)],
              asked -> header,
              body);
      assertThat(reading.kind()).isNotNull();
      assertThat(reading.next()).isNotNull();
      assertThat(String.valueOf(reading.detail())).hasSizeLessThan(LONGEST_DETAIL);
      // What was read can be sent.
      state = reading.next();
      FileRequest request = dialect.request(Purpose.POLL, state, Duration.ofSeconds(30));
      assertThat(request.path() + request.query()).doesNotContain("\r", "\n", " ");
      assertThat(request.headers())
          .allSatisfy(each -> assertThat(each.getValue()).doesNotContain("\r", "\n"));
    }
  }

  private static byte[] changed(byte[] body, SplittableRandom random) {
    byte[] changed = body.clone();
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(4)) {
        case 0 -> changed[at] = (byte) random.nextInt(256);
        case 1 -> changed = java.util.Arrays.copyOf(changed, Math.max(1, at));
        case 2 -> changed[at] = (byte) "{}[]\",:0\\n".charAt(random.nextInt(9));
        default -> changed[at] = changed[random.nextInt(changed.length)];
      }
    }
    return changed;
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(20);
    for (int i = 0; i < length; i++) {
      text.append((char) random.nextInt(300));
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  @Timeout(30)
  void hugeAndDeepBodiesAreFailuresOrEvents(String name) {
    FileDialect dialect = dialect(name);
    DialectState state = dialect.start("http://127.0.0.1:8000", "c1", 1, "r");
    List<String> bodies =
        List.of(
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "[" + "{},".repeat(200_000) + "{}]",
            "{\"events\":[" + "0,".repeat(200_000) + "0]}",
            "\"" + "x".repeat(1_000_000) + "\"",
            "9".repeat(100_000),
            "\u001e".repeat(100_000));
    for (String body : bodies) {
      Reading reading =
          dialect.read(
              Purpose.POLL, state, 200, header -> null, body.getBytes(StandardCharsets.UTF_8));

      assertThat(reading.events()).hasSizeLessThanOrEqualTo(Framing.MOST);
      assertThat(String.valueOf(reading.detail())).hasSizeLessThan(LONGEST_DETAIL);
    }
  }

  @Test
  void bodyOf100MegabytesIsAFailure() {
    FileDialect dialect = dialect("nchan");
    Reading reading =
        dialect.read(
            Purpose.POLL,
            dialect.start("http://127.0.0.1:8000", "c1", 1, "r"),
            200,
            header -> null,
            new byte[100_000_000]);

    assertThat(reading.failureKind()).isEqualTo(FailureKind.MALFORMED);
    assertThat(reading.detail()).contains("100000000 bytes");
  }

  @Test
  void cursorThatDoesNotFitIntoAHeaderIsAFailure() {
    FileDialect dialect = dialect("nchan");
    DialectState state = dialect.start("http://127.0.0.1:8000", "c1", 1, "r");
    Reading reading =
        dialect.read(
            Purpose.POLL,
            state,
            200,
            header -> header.equals("Etag") ? "1\r\nX-Evil: 1" : null,
            "{\"seq\":1}".getBytes(StandardCharsets.UTF_8));

    assertThat(reading.failureKind()).isEqualTo(FailureKind.MALFORMED);
    assertThat(reading.detail()).contains("tag goes into a header");
    assertThat(reading.next()).isEqualTo(state);
  }

  @Test
  void cursorOfTooManyCharactersIsAFailure() {
    FileDialect dialect = dialect("couchdb");
    DialectState state = dialect.start("http://127.0.0.1:8000", "c1", 1, "r");
    String body = "{\"results\":[],\"last_seq\":\"" + "x".repeat(5_000) + "\"}";
    Reading reading =
        dialect.read(
            Purpose.POLL, state, 200, header -> null, body.getBytes(StandardCharsets.UTF_8));

    assertThat(reading.failureKind()).isEqualTo(FailureKind.MALFORMED);
    assertThat(reading.detail()).contains("since is longer than 4096 characters");
  }
}
