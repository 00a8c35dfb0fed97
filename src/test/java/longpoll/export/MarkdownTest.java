package longpoll.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import longpoll.compare.Comparison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownTest {
  private static final int MEBIBYTE = 1024 * 1024;

  @TempDir Path folder;

  @Test
  void theVerdictIsTheFirstLine() throws IOException {
    Comparison comparison = new SampleComparisons(folder).advisory();
    assertThat(new MarkdownFormat().text(comparison, folder))
        .startsWith("## Long polls compared: REGRESSION (advisory)\n");
  }

  @Test
  void aComparisonStaysBelowOneMebibyteWhateverItsReasons() throws IOException {
    Comparison one = new SampleComparisons(folder).regression();
    List<String> reasons = new ArrayList<>(Collections.nCopies(5000, "\u20ac".repeat(2000)));
    Comparison huge =
        new Comparison(
            one.base(),
            one.candidate(),
            one.paired(),
            one.policy(),
            one.verdict(),
            one.advisory(),
            reasons,
            one.notes(),
            one.measures(),
            one.checks(),
            one.differences());
    String text = new MarkdownFormat().text(huge, folder);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(MEBIBYTE / 2, MEBIBYTE);
    assertThat(text).startsWith("## Long polls compared: REGRESSION\n").contains("**Cut here:**");
  }

  @Test
  void whatIsCutIsCutToTheEndAndDetailsAreClosed() {
    Markdown page = new Markdown(400);
    page.beginDetails("Runs");
    for (int i = 0; i < 40; i++) {
      page.list(List.of("line " + i));
    }
    page.endDetails().paragraph("after it all");
    String text = page.text();
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(400);
    assertThat(text)
        .contains("- line 0\n", "</details>", "**Cut here:**")
        .doesNotContain("after it all");
  }

  @Test
  void whatFitsIsNotCut() {
    assertThat(new Markdown(1000).heading(2, "A").list(List.of("b", "c")).text())
        .isEqualTo("## A\n\n- b\n- c\n");
  }

  @Test
  void markupInATextIsText() {
    assertThat(Markdown.escaped("a|b <img src=x> `c` *d* _e_ [f](g) #1 @me & $x$\n\u0007"))
        .isEqualTo(
            "a&#124;b &lt;img src=x&gt; &#96;c&#96; &#42;d&#42; &#95;e&#95; &#91;f&#93;(g) &#35;1"
                + " @<!-- -->me &amp; &#36;x&#36;  ");
  }

  @Test
  void aLongTextIsCutBetweenCharacters() {
    assertThat(Markdown.escaped("\ud83d\ude00".repeat(600)))
        .isEqualTo("\ud83d\ude00".repeat(Markdown.LONGEST_TEXT - 1) + "\u2026");
  }
}
