package longpoll.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import longpoll.finding.Finding;
import longpoll.finding.FindingReport;
import org.apache.commons.text.WordUtils;

/** An examination on the terminal: the verdict, a table of findings, then what failed and why. */
public final class FindingSummary {
  private static final int WIDTH_OF_FOUND = 78;

  /** Of a timeline; the page and the JSON have all of it. */
  private static final int MOST_MOMENTS = 12;

  private FindingSummary() {}

  /** In colours where this process's output is a terminal. */
  public static void print(FindingReport report, PrintWriter out) {
    text(report, Console.Paint.ofThisProcess()).lines().forEach(out::println);
    out.flush();
  }

  static String text(FindingReport report, Console.Paint paint) {
    StringBuilder text = new StringBuilder();
    Banner banner = FindingTables.banner(report);
    String headline = FindingTables.heading(report) + ": " + banner.word().toUpperCase(Locale.ROOT);
    text.append(report.failed() ? paint.bad(headline) : paint.good(headline)).append('\n');
    text.append(ConsoleTable.ascii(banner.sentence())).append('\n');
    for (FindingReport.Section section : report.sections()) {
      if (report.sections().size() > 1) {
        text.append('\n').append(paint.strong(section.name())).append('\n');
      }
      section(section, paint, text);
    }
    return text.toString();
  }

  private static void section(
      FindingReport.Section section, Console.Paint paint, StringBuilder text) {
    section
        .about()
        .forEach(
            fact ->
                text.append("  ")
                    .append(fact.name())
                    .append(": ")
                    .append(fact.value())
                    .append('\n'));
    section.notices().forEach(notice -> text.append("  note: ").append(notice).append('\n'));
    text.append('\n').append(findings(section, paint));
    Table figures = FindingTables.figures(section);
    if (figures != null) {
      text.append('\n').append(ConsoleTable.of(figures, paint));
    }
    Map<Boolean, List<Finding>> failed =
        section.findings().stream()
            .collect(Collectors.partitioningBy(one -> one.verdict() == Finding.Verdict.FAIL));
    failed.get(true).forEach(finding -> details(finding, paint, text));
  }

  private static String findings(FindingReport.Section section, Console.Paint paint) {
    Table.Builder table =
        new Table.Builder("Findings").text("Verdict", "Finding", "What was found");
    for (Finding finding : section.findings()) {
      String[] lines = wrapped(finding.found());
      table.row(word(finding.verdict()), finding.id(), lines[0]);
      for (int i = 1; i < lines.length; i++) {
        table.row("", "", lines[i]);
      }
    }
    return ConsoleTable.of(table.build(), paint);
  }

  /** Capitals for what fails, as without colours it would be lost among the others. */
  private static String word(Finding.Verdict verdict) {
    return verdict == Finding.Verdict.FAIL ? "FAIL" : verdict.word();
  }

  private static String[] wrapped(String text) {
    return WordUtils.wrap(text, WIDTH_OF_FOUND, "\n", false).split("\n");
  }

  private static void details(Finding finding, Console.Paint paint, StringBuilder text) {
    text.append('\n')
        .append(paint.bad("FAIL " + finding.id()))
        .append(": ")
        .append(finding.title())
        .append('\n');
    line("Rule:  ", finding.rule(), text);
    line("To do: ", finding.advice(), text);
    List<Finding.Moment> timeline = finding.timeline();
    for (Finding.Moment moment : timeline.subList(0, Math.min(MOST_MOMENTS, timeline.size()))) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %10s  %-8s  %s%n",
              ConsoleTable.ascii(FindingTables.moment(moment)),
              moment.client(),
              moment.what()));
    }
    if (timeline.size() > MOST_MOMENTS) {
      text.append("              and ").append(timeline.size() - MOST_MOMENTS).append(" more\n");
    }
  }

  private static void line(String name, String value, StringBuilder text) {
    if (!value.isEmpty()) {
      String[] lines = wrapped(value);
      for (int i = 0; i < lines.length; i++) {
        text.append("  ").append(i == 0 ? name : " ".repeat(name.length()));
        text.append(lines[i]).append('\n');
      }
    }
  }
}
