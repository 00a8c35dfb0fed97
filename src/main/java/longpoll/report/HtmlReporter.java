package longpoll.report;

import java.io.IOException;
import longpoll.record.RunFolder;

/** Writes {@code report.html} and the style sheet beside it: see {@link ReportPage}. */
final class HtmlReporter implements Reporter {
  @Override
  public String name() {
    return "report.html";
  }

  @Override
  public void write(RunFolder folder) throws IOException {
    ReportPage.write(folder);
  }
}
