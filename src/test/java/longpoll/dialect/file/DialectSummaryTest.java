package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectSummaryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "broadcast | id                | without seq no losses are counted",
        "state     | id                | without seq no losses are counted",
        "queue     | published-at      | without seq or id no repeats are counted",
        "queue     | id                | ''",
        "queue     | seq               | ''",
        "broadcast | seq               | ''"
      })
  void whatCannotBeCountedDependsOnTheDelivery(String delivery, String field, String said) {
    String file =
        """
        delivery = %s
        hold = none
        poll {
          answers = [{ status = 200, then = events }]
          events { at = "/items/*", %s = "%s" }
        }
        """
            .formatted(delivery, field, field.equals("published-at") ? "/at | ms" : "/x");
    FileDialect dialect = DialectFiles.parse(file, "my.conf", Map.of());

    assertThat(DialectSummary.lines(dialect))
        .filteredOn(line -> line.contains("/items/*"))
        .containsExactly(
            "  events        each /items/*: " + field + (said.isEmpty() ? "" : "; " + said));
  }
}
