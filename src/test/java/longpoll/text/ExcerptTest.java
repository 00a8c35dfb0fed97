package longpoll.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "a b", "{\"a\":[1]}", "\u00e9\u00df\u4e2d", "\ud83d\ude00 ok"})
  void printableTextStaysAsItIs(String text) {
    assertThat(Excerpt.of(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\r\n\tb", "a \u00a0 b", "a\u2028b", "a\u2029\u000bb", " a b\n"})
  void whiteSpaceOfAnyKindIsOneSpaceAndNoneAtTheEnds(String text) {
    assertThat(Excerpt.of(text)).isEqualTo("a b");
  }

  @ParameterizedTest
  @CsvSource({
    "a terminal's escape, '\u001b[31mred', '\ufffd[31mred'",
    "the one-character escape, '\u009b31m', '\ufffd31m'",
    "bell and backspace, 'a\u0007\bb', 'a\ufffdb'",
    "an override of direction, 'a\u202egnp.exe', 'a\ufffdgnp.exe'",
    "an isolate of direction, 'a\u2066b\u2069', 'a\ufffdb\ufffd'",
    "a space of no width, 'a\u200bb', 'a\ufffdb'",
    "half of a pair, 'a\ud83db', 'a\ufffdb'",
    "the other half, 'a\ude00b', 'a\ufffdb'",
    "private use, 'a\ue000b', 'a\ufffdb'",
    "no character, 'a\uffffb', 'a\ufffdb'"
  })
  void whatHasNoShapeIsShownAsUnprintable(String what, String text, String shown) {
    assertThat(Excerpt.of(text)).as(what).isEqualTo(shown);
  }

  @Test
  void aLongTextIsCutAndSaysSo() {
    assertThat(Excerpt.of("x".repeat(200))).isEqualTo("x".repeat(200));
    assertThat(Excerpt.of("x".repeat(10_000_000))).isEqualTo("x".repeat(200) + "...");
    assertThat(Excerpt.of("abcdef", 3)).isEqualTo("abc...");
    assertThat(Excerpt.of("abc   ", 3)).isEqualTo("abc");
  }

  @Test
  void aPairOfSurrogatesIsNotCutInHalves() {
    assertThat(Excerpt.of("ab\ud83d\ude00", 3)).isEqualTo("ab...");
  }

  @Test
  void nothingStaysNothing() {
    assertThat(Excerpt.of(null)).isNull();
    assertThat(Excerpt.ofBody(new byte[0])).isEmpty();
    assertThat(Excerpt.ofBody(": ", new byte[0])).isEmpty();
    assertThat(Excerpt.ofBody(": ", " \n".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void aBodyIsReadAsUtf8AndOnlyItsBeginning() {
    assertThat(Excerpt.ofBody(": ", "caf\u00e9 \n ol\u00e9".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(": caf\u00e9 ol\u00e9");
    byte[] large = "\u4e2d".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    assertThat(Excerpt.ofBody(large)).isEqualTo("\u4e2d".repeat(200) + "...");
  }

  @Test
  void garbageIsAlwaysOnePrintableLineOfBoundedLength() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 5_000; round++) {
      byte[] garbage = new byte[random.nextInt(1_000)];
      random.nextBytes(garbage);
      char[] chars = new char[random.nextInt(400)];
      for (int i = 0; i < chars.length; i++) {
        chars[i] = (char) random.nextInt(0x10000);
      }
      assertPrintable(Excerpt.ofBody(garbage));
      assertPrintable(Excerpt.of(new String(chars)));
    }
  }

  private static void assertPrintable(String text) {
    assertThat(text).hasSizeLessThanOrEqualTo(Excerpt.LONGEST + 3);
    assertThat(text.codePoints())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)
        .noneMatch(c -> Character.getType(c) == Character.SURROGATE)
        .noneMatch(c -> Character.isSpaceChar(c) && c != ' ');
  }
}
