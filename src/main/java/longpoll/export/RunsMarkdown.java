package longpoll.export;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedMeasures;
import longpoll.compare.ComparedRun;
import longpoll.compare.Requirement;
import longpoll.text.Numbers;

/**
 * A section for each run as {@link Markdown}: status, the {@link Headline} measures, objectives.
 */
final class RunsMarkdown implements RunFormat {
  @Override
  public String name() {
    return "md";
  }

  @Override
  public String text(RunExport export) {
    Markdown page = new Markdown();
    export.runs().forEach(run -> section(run, export, page));
    return page.text();
  }

  private static void section(ComparedRun run, RunExport export, Markdown page) {
    page.heading(
        2, Names.of(List.of(run)) + ": " + run.record().status().word().toUpperCase(Locale.ROOT));
    page.paragraph(
        "Run "
            + run.id()
            + ", started "
            + run.record().startedAt()
            + ", against "
            + run.record().target().url());
    if (run.record().reasons() != null) {
      page.list(run.record().reasons());
    }
    List<Requirement.Check> missed =
        export.checks(run).stream().filter(check -> !check.met()).toList();
    if (!missed.isEmpty()) {
      page.heading(3, "Objectives missed");
      page.table(
          List.of("Objective", "Run", "Required", "Actual"),
          missed.stream().map(ComparisonMarkdown::missedRow).toList());
    }
    page.table(
        List.of("Measure", "Value"),
        Headline.of(export.policy()).stream().map(measure -> row(measure, run)).toList());
    page.beginDetails("All measures");
    page.table(
        List.of("Measure", "Value"),
        ComparedMeasures.all().stream()
            .filter(measure -> measure.of(run.record()).isPresent())
            .map(measure -> row(measure, run))
            .toList());
    page.endDetails();
  }

  private static List<String> row(ComparedMeasure measure, ComparedRun run) {
    OptionalDouble value = measure.of(run.record());
    return List.of(
        measure.name(),
        value.isPresent() ? measure.unit().format(value.getAsDouble()) : Numbers.NONE);
  }
}
