package longpoll.export;

import java.io.IOException;
import java.nio.file.Path;
import longpoll.compare.Comparison;
import longpoll.record.RunFolder;
import longpoll.report.ComparisonPage;
import longpoll.report.ReportPage;

/** Pages for people, with their style sheet beside them. */
final class HtmlFormat implements Format {
  @Override
  public String name() {
    return "html";
  }

  @Override
  public String comparisonFile() {
    return "comparison.html";
  }

  @Override
  public void write(Comparison comparison, Path folder, Path place) throws IOException {
    ComparisonPage.write(comparison, folder, place);
  }

  @Override
  public String runFile() {
    return "report.html";
  }

  @Override
  public void write(RunFolder folder) throws IOException {
    ReportPage.write(folder);
  }
}
