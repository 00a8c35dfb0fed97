package longpoll.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadShareTest {
  private static final Map<String, String> GITLAB =
      Map.of("CI_NODE_INDEX", "3", "CI_NODE_TOTAL", "3");
  private static final Map<String, String> KUBERNETES = Map.of("JOB_COMPLETION_INDEX", "1");

  @Test
  void numberAndCountComeFromTheTextOrTheEnvironment() {
    assertThat(LoadShare.parse("", GITLAB)).isEqualTo(LoadShare.WHOLE);
    assertThat(LoadShare.parse("0/3", GITLAB)).isEqualTo(new LoadShare(0, 3));
    assertThat(LoadShare.parse("env", GITLAB)).isEqualTo(new LoadShare(2, 3));
    assertThat(LoadShare.parse("env/4", KUBERNETES)).isEqualTo(new LoadShare(1, 4));
  }

  @Test
  void whatIsRecordedIsReadBack() {
    assertThat(LoadShare.parse(new LoadShare(2, 3).toString())).isEqualTo(new LoadShare(2, 3));
    assertThat(LoadShare.parse(LoadShare.WHOLE.toString())).isEqualTo(LoadShare.WHOLE);
  }

  @ParameterizedTest
  @CsvSource({
    "3/3, but it is '3/3'",
    "0/0, but it is '0/0'",
    "0/2000, but it is '0/2000'",
    "1, i/N is expected",
    "-1/3, i/N is expected",
    "env, CI_NODE_TOTAL",
    "env/3, JOB_COMPLETION_INDEX"
  })
  void whatIsNoShareIsRefused(String text, String words) {
    assertThatThrownBy(() -> LoadShare.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void eachUserIsMadeByOneInjector() {
    TreeSet<Integer> all = new TreeSet<>();
    int made = 0;
    for (int shard = 0; shard < 7; shard++) {
      LoadShare share = new LoadShare(shard, 7);
      for (int own = 0; own < share.count(100); own++) {
        all.add(share.first(100) + own);
        made++;
      }
      assertThat(share.count(100)).isBetween(14, 15);
    }
    assertThat(made).isEqualTo(100);
    assertThat(all).hasSize(100);
    assertThat(all.last()).isEqualTo(99);
  }
}
