package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import longpoll.finding.SampleFindings;
import org.junit.jupiter.api.Test;

class FindingSummaryTest {
  @Test
  void itIsAsStoredUnderEveryLocale() throws Exception {
    Golden.check(
        "contract.txt", () -> FindingSummary.text(SampleFindings.contract(), Console.Paint.NONE));
    Golden.check(
        "audit.txt", () -> FindingSummary.text(SampleFindings.audit(), Console.Paint.NONE));
  }

  @Test
  void coloursAreOnlyForTerminals() {
    assertThat(FindingSummary.text(SampleFindings.contract(), Console.Paint.ANSI))
        .contains("\u001b[31m");
  }

  @Test
  void thePageEscapesWhatAServerSent() throws Exception {
    String page = FindingPage.render(SampleFindings.hostile());
    assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
  }

  @Test
  void thePageHasEveryFindingWithItsRuleAdviceAndTimeline() throws Exception {
    PageReader page = new PageReader(FindingPage.render(SampleFindings.contract()));
    assertThat(page.text())
        .contains(
            "Contract of LongPollAPI",
            "1 passed, 1 failed, 1 cannot be told",
            "14 bytes came on the connection",
            "RFC 9110, 15.3.5",
            "Answer 200 when there is an event",
            "10.004\u00a0s",
            "No event came",
            "Hold time of empty polls");
  }
}
