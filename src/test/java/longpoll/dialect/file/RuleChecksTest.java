package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DialectFileException.Mistake;
import org.junit.jupiter.api.Test;

/** A rule that is said to be out of reach is reached by no answer. */
class RuleChecksTest {
  private static final long SEED = 20_261_127;
  private static final int FILES = 1_000;
  private static final List<String> STATUSES =
      List.of("", "status = 200", "status = 204", "status = [200, 204]", "status = 2xx");
  private static final List<String> CONDITIONS =
      List.of(
          "body = empty",
          "body = some",
          "events = none",
          "events = some",
          "has = \"/a\"",
          "lacks = \"/a\"",
          "equals { \"/a\" = 1 }",
          "equals { \"/a\" = 12 }",
          "starts { \"/a\" = 1 }",
          "ends { \"/a\" = 2 }",
          "contains { \"/*\" = 2 }",
          "count { \"/l\" = 0 }",
          "count { \"/l\" = \"1+\" }",
          "has = \"header X\"",
          "lacks = \"header X\"",
          "changed = c",
          "unchanged = c");

  /** An answer of few kinds, all of which there are. */
  private record Sent(int status, String header, String body) {}

  private static List<Sent> answers() {
    List<Sent> sent = new ArrayList<>();
    for (String a : List.of("", "\"a\":1", "\"a\":12", "\"a\":\"2\"", "\"a\":null")) {
      for (String l : List.of("", "\"l\":[]", "\"l\":[2]")) {
        String body = "{" + a + (a.isEmpty() || l.isEmpty() ? "" : ",") + l + "}";
        for (String header : new String[] {null, "x"}) {
          sent.add(new Sent(200, header, body));
          sent.add(new Sent(201, header, body));
        }
      }
    }
    for (String header : new String[] {null, "x"}) {
      sent.add(new Sent(200, header, ""));
      sent.add(new Sent(204, header, ""));
      sent.add(new Sent(500, header, "<html>"));
    }
    return sent;
  }

  private static String file(SplittableRandom random) {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      List<String> parts = new ArrayList<>(List.of("then = gap"));
      parts.add(STATUSES.get(random.nextInt(STATUSES.size())));
      int conditions = random.nextInt(3);
      for (int j = 0; j < conditions; j++) {
        String condition = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
        String key = condition.split("[ {]")[0];
        if (parts.stream().noneMatch(part -> part.startsWith(key))) {
          parts.add(condition);
        }
      }
      rules.append(
          parts.stream()
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining(", ", "{ ", " }\n")));
    }
    return "delivery = state\nhold = server\ncursors.c = \"/a\"\npoll {\nquery.c = \"${c}\"\n"
        + "events { at = \"/l/*\" }\nanswers = [\n"
        + rules
        + "]\n}";
  }

  @Test
  void aRuleThatIsNamedIsNeverTheOneThatMatches() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Sent> answers = answers();
    int named = 0;
    for (int i = 0; i < FILES; i++) {
      String text = file(random);
      Mistake.Collector mistakes = new Mistake.Collector();
      Section root = new Section(ConfigFactory.parseString(text).root(), "", mistakes);
      FileDialect dialect = new SpecReader(root, new Secrets(Map.of())).read("random");
      Set<String> outOfReach =
          mistakes.all().stream()
              .filter(mistake -> mistake.path().startsWith("poll.answers["))
              .map(mistake -> "rule " + mistake.path().replaceAll("\\D", ""))
              .collect(Collectors.toSet());
      named += outOfReach.size();
      DialectState start = dialect.start("http://h", "", 0, "r");
      DialectState at1 = start.with(dialect.exchange(Purpose.POLL).allCursors()[0], "1");
      for (Sent sent : answers) {
        for (DialectState asked : List.of(start, at1)) {
          String rule =
              dialect
                  .read(
                      Purpose.POLL,
                      asked,
                      sent.status(),
                      name -> name.equals("X") ? sent.header() : null,
                      sent.body().getBytes(StandardCharsets.UTF_8))
                  .rule();
          assertThat(outOfReach).as("%s%n%s", sent, text).doesNotContain(String.valueOf(rule));
        }
      }
    }
    assertThat(named).as("rules out of reach among those tried").isGreaterThan(FILES / 2);
  }
}
