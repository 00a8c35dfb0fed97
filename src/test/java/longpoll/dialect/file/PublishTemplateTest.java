package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.PublishTemplate.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever puts the parts together gets the request that the dialect would make. */
class PublishTemplateTest {
  private static final String CHANNEL = "a/b \"c\"";
  private static final String PAYLOAD = "p\\\"/\u00e4\n&";

  static List<String> publishing() {
    return DialectFiles.shipped().stream()
        .filter(name -> shipped(name).has(Purpose.Kind.PUBLISH))
        .toList();
  }

  private static FileDialect shipped(String name) {
    return DialectFiles.shipped(name, ConversationScript.ENVIRONMENT);
  }

  /** What a publisher does, without any class of dialects. */
  private static String filled(List<Part> parts) {
    Map<String, String> values =
        Map.of(
            "channel", CHANNEL,
            "seq", "3",
            "plannedAt", "1700000000000001",
            "publishedAt", "1700000000000050",
            "payload", PAYLOAD);
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      if (part.text() != null) {
        out.append(part.text());
        continue;
      }
      String value = values.get(part.value());
      for (String filter : part.filters()) {
        value = Template.filtered(value, filter);
      }
      for (int i = 0; i < part.jsonStrings(); i++) {
        StringBuilder escaped = new StringBuilder();
        Codec.jsonString(value, escaped);
        value = escaped.toString();
      }
      if (part.percent()) {
        Codec.percent(value, part.slashes(), out);
      } else {
        out.append(value);
      }
    }
    return out.toString();
  }

  private static void assertSame(FileDialect dialect, String channel) {
    DialectState session = dialect.start("http://127.0.0.1:8000", channel, 0, "r");
    DialectState event =
        session.publishing(3, 1_700_000_000_000_001L, 1_700_000_000_000_050L, PAYLOAD);
    FileRequest made = dialect.request(Purpose.PUBLISH, event, Duration.ZERO);

    PublishTemplate template = dialect.publishTemplate(session);

    assertThat(template.method()).isEqualTo(made.method());
    assertThat(template.origin()).isEqualTo(made.origin());
    assertThat(filled(template.path())).isEqualTo(made.path());
    assertThat(filled(template.query())).isEqualTo(made.query());
    assertThat(
            template.headers().stream()
                .map(header -> Map.entry(header.getKey(), filled(header.getValue())))
                .toList())
        .isEqualTo(made.headers());
    assertThat(filled(template.body())).isEqualTo(new String(made.body(), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("publishing")
  void ofAShippedDialect(String name) {
    assertSame(shipped(name), CHANNEL);
  }

  @Test
  void ofAllPlacesAndFilters() {
    assertSame(
        DialectFiles.parse(
            """
            delivery = broadcast
            hold = server
            poll.answers = [{ status = 200, then = events }, { status = 204, then = empty }]
            publish {
              method = POST
              path = "/${channel}/${channel | path}/${seq}"
              query { q = "x${payload}", j.json = [{ p = "${payload}", s = "${seq}" }] }
              headers { X-Seq = "${seq}", X-At = "${plannedAt | iso}", X-B = "${payload | base64}" }
              body.json {
                a = "${payload}", b = "${plannedAt | s}", c = "${payload | md5 | base64}"
                d.json-text { e.json-text { f = "${payload}", g = "${publishedAt | ms}" } }
              }
            }
            """,
            "t.conf",
            Map.of()),
        CHANNEL);
  }

  @Test
  void valueOfAServerThatLooksLikeAMarkStaysText() {
    FileDialect dialect =
        DialectFiles.parse(
            """
            delivery = broadcast
            hold = server
            session.handshake = [{ name = login, take.token = "body" }]
            poll.answers = [{ status = 200, then = events }, { status = 204, then = empty }]
            publish { handshake = [login], method = POST, body.text = "${token}" }
            """,
            "t.conf",
            Map.of());
    String token = PublishTemplate.mark("secret");
    DialectState session =
        dialect
            .read(
                Purpose.publishHandshake(0),
                dialect.start("http://h", "", 0, "r"),
                200,
                name -> null,
                token.getBytes(StandardCharsets.UTF_8))
            .next();

    assertThat(dialect.publishTemplate(session).body())
        .extracting(Part::text)
        .containsExactly(token);
  }
}
