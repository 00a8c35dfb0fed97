package longpoll.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.Direction;
import longpoll.compare.MeasureComparison;

/**
 * The JSON that the GitHub action {@code benchmark-action/github-action-benchmark} takes as {@code
 * customSmallerIsBetter} and {@code customBiggerIsBetter}: an array of entries. Format: the section
 * on these tools in the action's README,
 * https://github.com/benchmark-action/github-action-benchmark.
 *
 * <p>It has the {@link ChartedMeasures} of one direction: the candidate's medians with the range of
 * its runs, or the values of runs. Runs that are not complete are left out, and with them the whole
 * candidate: the action keeps a history.
 */
final class BenchmarkFormat extends TextFormat {
  private final String name;
  private final String tool;
  private final Direction direction;

  /**
   * @param name as it is asked for; the file of a comparison begins with it
   * @param tool the action's name of it
   */
  BenchmarkFormat(String name, String tool, Direction direction) {
    this.name = name;
    this.tool = tool;
    this.direction = direction;
  }

  /**
   * @param name of the chart; the action keeps its history under it
   * @param range how the value spreads, in words; null to leave it out
   * @param extra lines that are shown with the value
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record BenchmarkEntry(
      String name, String unit, double value, String range, String extra) {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "github-action-benchmark's " + tool;
  }

  @Override
  public String comparisonFile() {
    return name + "-is-better.json";
  }

  @Override
  String text(Comparison comparison, Path place) {
    List<ComparedMeasure> charted = ChartedMeasures.of(comparison.policy());
    String name = Names.of(comparison.candidate());
    List<BenchmarkEntry> entries = new ArrayList<>();
    for (MeasureComparison compared : comparison.measures()) {
      ComparedMeasure measure = compared.measure();
      if (measure.direction() == direction
          && charted.contains(measure)
          && compared.candidateMedian() != null
          && ComparedRun.allComplete(comparison.candidate())) {
        entries.add(
            new BenchmarkEntry(
                name + "/" + measure.name(),
                measure.unit().symbol(),
                compared.candidateMedian(),
                range(compared),
                extra(compared, comparison)));
      }
    }
    return Json.text(entries);
  }

  private static String range(MeasureComparison compared) {
    return Spread.of(compared.candidate())
        .filter(spread -> spread.count() > 1)
        .map(spread -> spread.inWords(compared.measure().unit()))
        .orElse(null);
  }

  private static String extra(MeasureComparison compared, Comparison comparison) {
    return "median of "
        + comparison.candidate().size()
        + (comparison.candidate().size() == 1 ? " run" : " runs")
        + "\nbase: "
        + compared.measure().unit().formatOrNone(compared.baseMedian())
        + "\nverdict: "
        + comparison.verdictOn(compared).word();
  }

  @Override
  public String text(RunExport export) {
    List<BenchmarkEntry> entries = new ArrayList<>();
    for (ComparedRun run : export.complete()) {
      for (ComparedMeasure measure : ChartedMeasures.of(export.policy())) {
        if (measure.direction() == direction) {
          measure
              .of(run.record())
              .ifPresent(value -> entries.add(entry(export.nameOf(run), measure, value, run)));
        }
      }
    }
    return Json.text(entries);
  }

  private static BenchmarkEntry entry(
      String name, ComparedMeasure measure, double value, ComparedRun run) {
    return new BenchmarkEntry(
        name + "/" + measure.name(), measure.unit().symbol(), value, null, "run: " + run.id());
  }
}
