package longpoll.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollRequestTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "/poll | - | '' | /poll",
        "/poll | - | q=1 | /poll?q=1",
        "/poll?a=1 | - | q=1 | /poll?a=1&q=1",
        "/poll?a=1& | - | q=1 | /poll?a=1&q=1",
        "/poll? | - | q=1 | /poll?q=1",
        "/poll | /other | '' | /other",
        "/poll?a=/b | /other | q=1 | /other?a=/b&q=1",
        "/poll?u=http://x/ | /other | '' | /other?u=http://x/",
        "http://h:1/a/poll?a=1 | /other | q=1 | http://h:1/other?a=1&q=1",
        "http://h | /other | q=1 | http://h/other?q=1",
        "http://h?a=/ | /other | '' | http://h/other?a=/",
      })
  void pathAndQueryGoIntoTheTarget(String own, String path, String query, String target) {
    assertThat(new PollRequest(null, null, path, query, Map.of(), null).target(own))
        .isEqualTo(target);
  }
}
