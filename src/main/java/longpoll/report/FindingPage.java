package longpoll.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import longpoll.finding.Finding;
import longpoll.finding.FindingReport;

/** {@code contract.html} or {@code audit.html}: one file, without a network or scripts. */
public final class FindingPage {
  private FindingPage() {}

  /** Writes the page, and its style sheet beside it. */
  public static void write(FindingReport report, Path folder) throws IOException {
    Pages.write(folder.resolve(report.kind().word() + ".html"), render(report));
  }

  static String render(FindingReport report) throws IOException {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("heading", FindingTables.heading(report));
    model.put("startedAt", Text.moment(report.startedAt().toString()));
    model.put("banner", FindingTables.banner(report));
    model.put("sections", report.sections().stream().map(FindingPage::section).toList());
    return Pages.render("findings.ftlh", model);
  }

  private static Map<String, Object> section(FindingReport.Section section) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", section.name());
    model.put("about", section.about());
    model.put("notices", section.notices());
    Table figures = FindingTables.figures(section);
    if (figures != null) {
      model.put("figures", figures);
    }
    model.put("findings", section.findings().stream().map(FindingPage::finding).toList());
    return model;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("of", finding);
    model.put("kind", kind(finding.verdict()));
    model.put("word", finding.verdict().word());
    Table timeline = FindingTables.timeline(finding);
    if (timeline != null) {
      model.put("timeline", timeline);
    }
    model.put("hasMore", !finding.rule().isEmpty() || timeline != null);
    return model;
  }

  /** CSS class and icon. */
  private static String kind(Finding.Verdict verdict) {
    return switch (verdict) {
      case PASS -> "good";
      case FAIL -> "invalid";
      case UNKNOWN -> "aborted";
    };
  }
}
