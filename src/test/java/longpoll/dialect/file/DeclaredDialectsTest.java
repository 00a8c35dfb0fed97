package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import longpoll.dialect.Answer;
import longpoll.dialect.ArticleDialect;
import longpoll.dialect.Dialect;
import longpoll.dialect.NativeDialect;
import longpoll.dialect.Position;
import longpoll.dialect.Purpose;
import longpoll.dialect.StreamPosition;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The two dialects that are code, written as files: the same answers mean the same. */
class DeclaredDialectsTest {
  private static final String EVENT =
      "{\"id\":41,\"channel\":\"c3\",\"seq\":9,\"plannedAt\":1700000000000001,"
          + "\"publishedAt\":1700000000000050,\"data\":{\"a\":[1]}}";
  private static final String BODY =
      "{\"epoch\":\"e1\",\"next\":42,\"events\":[" + EVENT + "," + EVENT.replace("9", "10") + "]}";

  /** An answer as a test sends it. */
  private record Sent(int status, Map<String, String> headers, String body) {
    Sent(int status, String body) {
      this(status, Map.of(), body);
    }

    String header(String name) {
      Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      anyCase.putAll(headers);
      return anyCase.get(name);
    }

    byte[] bytes() {
      return body.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static FileDialect declared(String name) throws IOException {
    return DialectFiles.parse(
        Files.readString(Path.of("test/resources/longpoll/dialect/file", name + ".conf")),
        name,
        Map.of());
  }

  private static List<Sent> natives() {
    List<Sent> sent = new ArrayList<>();
    sent.add(new Sent(200, BODY));
    sent.add(new Sent(200, Map.of("Poll-Epoch", "e2"), BODY.replace("\"epoch\":\"e1\",", "")));
    sent.add(
        new Sent(200, "{\"later\":{\"events\":[{}]},\"epoch\":\"e\",\"next\":2,\"events\":[{}]}"));
    sent.add(new Sent(204, Map.of("Poll-Next", "43", "Poll-Epoch", "e1"), ""));
    sent.add(new Sent(204, ""));
    sent.add(new Sent(204, Map.of("Poll-Next", "x"), ""));
    sent.add(new Sent(204, "{}"));
    sent.add(new Sent(410, Map.of("Retry-After", "2"), "{\"oldest\":7,\"epoch\":\"e9\"}"));
    sent.add(new Sent(503, Map.of("Retry-After", "2.5"), "{}"));
    sent.add(new Sent(429, Map.of("Retry-After", "0"), ""));
    sent.add(new Sent(404, "<html>"));
    sent.add(new Sent(200, "<html>"));
    sent.add(new Sent(200, ""));
    sent.add(new Sent(200, "[]"));
    sent.add(new Sent(200, "{}"));
    sent.add(new Sent(200, BODY + "x"));
    sent.add(new Sent(200, BODY.substring(0, 60)));
    sent.add(new Sent(200, "{\"epoch\":\"e1\",\"next\":42,\"events\":[]}"));
    sent.add(new Sent(200, "{\"epoch\":\"e1\",\"next\":42}"));
    sent.add(new Sent(200, BODY.replace("\"next\":42,", "")));
    sent.add(new Sent(99, ""));
    for (String field : List.of("id", "seq", "plannedAt", "publishedAt", "channel", "data")) {
      for (String value :
          List.of(
              "7",
              "0",
              "-1",
              "1.5",
              "\"x\"",
              "\"" + "y".repeat(300) + "\"",
              "true",
              "[1]",
              "{\"id\":3}",
              "9223372036854775807",
              "9223372036854775808")) {
        sent.add(
            new Sent(
                200,
                BODY.replaceAll(
                    "\"" + field + "\":(\\d+|\"c3\"|\\{.*?\\})", "\"" + field + "\":" + value)));
      }
    }
    return sent;
  }

  @TestFactory
  List<DynamicTest> theDeclaredNativeReadsWhatTheNativeReads() throws IOException {
    FileDialect declared = DeclaredDialect.ofNative().file();
    Dialect coded = new NativeDialect();
    Position asked = new StreamPosition("5", "e1");
    DialectState state = declared.start("http://127.0.0.1:8000/poll", "c3", 1, "r");
    DialectState at5 =
        declared
            .read(
                Purpose.POLL,
                state,
                204,
                name -> name.equals("Poll-Next") ? "5" : name.equals("Poll-Epoch") ? "e1" : null,
                new byte[0])
            .next();
    return natives().stream()
        .map(
            sent ->
                DynamicTest.dynamicTest(
                    sent.status() + " " + sent.body(),
                    () -> {
                      Answer answer =
                          coded.read(
                              Purpose.POLL, asked, sent.status(), sent::header, sent.bytes());
                      Reading reading =
                          declared.read(
                              Purpose.POLL, at5, sent.status(), sent::header, sent.bytes());
                      assertThat(kind(reading)).isEqualTo(answer.outcome().name());
                      assertThat(reading.events()).isEqualTo(answer.events());
                      assertThat(reading.failureKind()).isEqualTo(answer.failureKind());
                      assertThat(reading.delay()).isEqualTo(answer.retryAfter());
                      assertThat(reading.next().value("cursor"))
                          .isEqualTo(((StreamPosition) answer.next()).cursor());
                      assertThat(reading.next().value("epoch")).isEqualTo(answer.next().epoch());
                    }))
        .toList();
  }

  private static String kind(Reading reading) {
    return switch (reading.kind()) {
      case EVENTS -> "DELIVERED";
      case EMPTY -> "EMPTY";
      case GAP -> "GAP";
      default -> "FAILED";
    };
  }

  @Test
  void theDeclaredNativeAsksWhatTheNativeAsks() throws IOException {
    FileDialect declared = DeclaredDialect.ofNative().file();
    DialectState start = declared.start("http://127.0.0.1:8000/poll", "c3", 1, "r");
    DialectState on =
        declared.read(Purpose.POLL, start, 200, name -> null, new Sent(200, BODY).bytes()).next();

    for (Duration hold : List.of(Duration.ofSeconds(30), Duration.ofMillis(50))) {
      assertThat(parameters(declared.request(Purpose.POLL, start, hold).query()))
          .isEqualTo(
              parameters(
                  new NativeDialect()
                      .request(Purpose.POLL, StreamPosition.START, hold, "c3")
                      .query()));
      assertThat(parameters(declared.request(Purpose.POLL, on, hold).query()))
          .isEqualTo(
              parameters(
                  new NativeDialect()
                      .request(Purpose.POLL, new StreamPosition("42", "e1"), hold, "c3")
                      .query()));
    }
  }

  private static List<String> parameters(String query) {
    return List.of(query.split("&")).stream().sorted().toList();
  }

  @Test
  void theDeclaredArticleReadsObjectsAsTheArticleDoes() throws IOException {
    FileDialect declared = declared("article");
    DialectState start = declared.start("http://127.0.0.1:8000/poll", "", 1, "r");
    List<Sent> all =
        List.of(
            new Sent(200, "{\"seq\":4,\"plannedAt\":1700000000000001,\"channel\":\"a\"}"),
            new Sent(200, "{\"seq\":\"four\",\"plannedAt\":\"2026\"}"),
            new Sent(200, "{\"hello\":1}"),
            new Sent(200, "[]"),
            new Sent(200, "<html>"),
            new Sent(200, ""),
            new Sent(204, ""),
            new Sent(304, ""));
    for (Sent sent : all) {
      Answer answer =
          new ArticleDialect()
              .read(Purpose.POLL, StreamPosition.START, sent.status(), sent::header, sent.bytes());
      Reading reading =
          declared.read(Purpose.POLL, start, sent.status(), sent::header, sent.bytes());

      assertThat(kind(reading)).as(sent.body()).isEqualTo(answer.outcome().name());
      assertThat(reading.events()).as(sent.body()).isEqualTo(answer.events());
      assertThat(reading.failureKind()).as(sent.body()).isEqualTo(answer.failureKind());
      assertThat(reading.misfits()).as(sent.body()).hasSameSizeAs(answer.misfits());
    }
  }
}
