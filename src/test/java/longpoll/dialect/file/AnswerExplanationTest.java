package longpoll.dialect.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.AnswerExplanation.RuleFit;
import org.junit.jupiter.api.Test;

class AnswerExplanationTest {
  private static final FileDialect DIALECT =
      DialectFiles.parse(
          """
          delivery = broadcast
          hold = server
          cursors.next = "header X-Next"
          poll {
            answers = [
              { name = gone, status = 410, then = gap }
              { name = said, status = 200, equals { "header X-State" = idle }, then = empty }
              { name = refused, status = 200, equals { "/error/code" = 7 }, then = reset }
              { name = same, status = 200, unchanged = next, then = empty }
              { name = none, status = 200, body = empty, then = empty }
              { name = few, status = 200, has = "/items/0", lacks = "/more", then = events }
            ]
            events { at = "/items/*", id = "/id", planned-at = "/at | ms" }
          }
          """,
          "my.conf",
          Map.of());

  private static AnswerExplanation explain(int status, Map<String, String> headers, String body) {
    return AnswerExplanation.of(
        DIALECT,
        Purpose.POLL,
        DIALECT.start("http://x", "c1", 0, "r"),
        status,
        headers::get,
        body.getBytes(UTF_8));
  }

  private static List<String> misses(AnswerExplanation explanation) {
    return explanation.rules().stream().map(RuleFit::misses).toList();
  }

  @Test
  void eachRuleSaysWhatItMissesUpToTheOneThatFits() {
    AnswerExplanation why =
        explain(
            200,
            Map.of("X-Next", "9", "X-State", "busy"),
            "{\"error\":{\"code\":8},\"items\":[{}]}");

    assertThat(misses(why))
        .containsExactly(
            "the status is 200",
            "not so: header X-State equals 'idle'; it is 'busy'",
            "not so: /error/code equals '7'; it is '8'",
            "not so: next is unchanged",
            "not so: body is empty; it has 33 bytes",
            null);
    assertThat(why.rules().get(5).name()).isEqualTo("few");
    assertThat(why.found()).containsExactly(Map.entry("next", "9"));
    assertThat(why.eventFields()).containsExactly("id", "planned-at");
  }

  @Test
  void whatIsNotThereIsSaid() {
    AnswerExplanation why = explain(200, Map.of(), "{\"items\":[],\"more\":1}");

    assertThat(misses(why))
        .containsExactly(
            "the status is 200",
            "not so: header X-State equals 'idle'; there is no such header",
            "not so: /error/code equals '7'; it is not there",
            "not so: next is unchanged; next is not in the answer",
            "not so: body is empty; it has 21 bytes",
            "not so: /items/0 is there");
    assertThat(why.found()).isEmpty();
  }

  @Test
  void aPageIsNoJson() {
    assertThat(misses(explain(200, Map.of(), "<html>")))
        .contains("the body is not JSON", "not so: /error/code equals '7'; the body is not JSON");
  }

  @Test
  void rulesBehindTheOneThatFitsAreNotLookedAt() {
    assertThat(misses(explain(410, Map.of(), ""))).containsExactly((String) null);
  }

  @Test
  void itAgreesWithTheReading() {
    for (String body : List.of("", "{}", "[]", "<", "{\"items\":[{\"id\":1}]}")) {
      for (int status : new int[] {200, 204, 410, 500}) {
        DialectState asked = DIALECT.start("http://x", "c1", 0, "r");
        Reading reading =
            DIALECT.read(Purpose.POLL, asked, status, name -> null, body.getBytes(UTF_8));
        List<RuleFit> rules = explain(status, Map.of(), body).rules();
        RuleFit last = rules.get(rules.size() - 1);
        assertThat(last.misses() == null ? last.name() : null)
            .as("%d %s", status, body)
            .isEqualTo(reading.rule());
      }
    }
  }
}
