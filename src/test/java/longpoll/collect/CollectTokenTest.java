package longpoll.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectTokenTest {
  @ParameterizedTest
  @CsvSource({
    "'',LONGPOLL_TOKEN is not set",
    "'  ',LONGPOLL_TOKEN is not set",
    "fifteen-letters,LONGPOLL_TOKEN has 15 characters",
    "sixteen letters and spaces,characters that no header may have",
    "sechzehn-Zeichen-für-einen,characters that no header may have"
  })
  void aTokenThatCannotBeUsedIsSaidButNotPrinted(String token, String words) {
    assertThatThrownBy(() -> CollectToken.of(Map.of(CollectToken.VARIABLE, token)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words)
        .message()
        .doesNotContain("letters-", "Zeichen");
    assertThatThrownBy(() -> CollectToken.of(Map.of()))
        .hasMessageContaining("set this environment variable to a secret of at least 16");
  }

  @Test
  void onlyTheWholeHeaderIsAccepted() {
    CollectToken token = CollectToken.of(Map.of(CollectToken.VARIABLE, "a-secret-of-the-test\n"));

    assertThat(token.isIn("Bearer a-secret-of-the-test")).isTrue();
    assertThat(token.isIn(token.header())).isTrue();
    assertThat(token.isIn("a-secret-of-the-test")).isFalse();
    assertThat(token.isIn("Bearer a-secret-of-the-tes")).isFalse();
    assertThat(token.isIn(null)).isFalse();
    assertThat(token).hasToString("***");
  }
}
