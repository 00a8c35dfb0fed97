package longpoll.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedMeasures;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.Requirement;
import longpoll.record.RunRecord;

/**
 * JSON with everything. Of a comparison, {@link ComparisonDocument} says what is in it. Of runs:
 * every measure that can be compared by its name, and the objectives; what a run has beyond that is
 * in its {@code run.json}.
 */
final class JsonFormat extends TextFormat {
  private static final int SCHEMA_VERSION = 1;

  @Override
  public String name() {
    return "json";
  }

  @Override
  public String description() {
    return "every measure by its name, and the objectives";
  }

  @Override
  public String comparisonFile() {
    return "comparison.json";
  }

  @Override
  String text(Comparison comparison, Path place) {
    return Json.text(ComparisonDocument.of(comparison, place));
  }

  @Override
  public String text(RunExport export) {
    return Json.text(
        new Document(
            SCHEMA_VERSION, export.runs().stream().map(run -> Run.of(run, export)).toList()));
  }

  private record Document(int schemaVersion, List<Run> runs) {}

  private record Run(
      String id,
      String label,
      @JsonInclude(JsonInclude.Include.NON_NULL) Api api,
      String simulation,
      String startedAt,
      String status,
      List<String> reasons,
      Map<String, Value> measures,
      List<Objective> objectives) {

    static Run of(ComparedRun run, RunExport export) {
      Map<String, Value> measures = new LinkedHashMap<>();
      for (ComparedMeasure measure : ComparedMeasures.all()) {
        measures.put(measure.name(), Value.of(measure, run));
      }
      return new Run(
          run.id(),
          Names.label(run),
          Api.of(run),
          run.record().simulation(),
          run.record().startedAt(),
          run.record().status().word(),
          run.record().reasons() == null ? List.of() : run.record().reasons(),
          measures,
          export.checks(run).stream().map(Objective::of).toList());
    }
  }

  /** Absent for a run without a definition. */
  record Api(String name, String method) {
    static Api of(ComparedRun run) {
      RunRecord.Api api = run.record().api();
      return api == null ? null : new Api(api.name(), api.method());
    }
  }

  private record Value(Double value, String unit, String direction) {
    static Value of(ComparedMeasure measure, ComparedRun run) {
      OptionalDouble value = measure.of(run.record());
      return new Value(
          value.isPresent() ? (Double) value.getAsDouble() : null,
          measure.unit().symbol(),
          measure.direction().words());
    }
  }

  private record Objective(String objective, Double actual, boolean met) {
    static Objective of(Requirement.Check check) {
      return new Objective(check.requirement().text(), check.actual(), check.met());
    }
  }
}
