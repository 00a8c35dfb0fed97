package longpoll.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedMeasures;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Shift;

/**
 * Comma-separated values as RFC 4180 has them, but with line feeds: a header, a point in numbers,
 * an empty field for null. A comparison has a row for each measure, in its unit; runs have a row
 * each, and a column for each measure, whose name has the unit in brackets; the API is a column
 * where a run has a definition.
 */
final class CsvFormat extends TextFormat {
  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .addModule(Json.numbers())
          .build();

  private static final List<String> COLUMNS =
      List.of(
          "measure",
          "unit",
          "direction",
          "gated",
          "verdict",
          "baseRuns",
          "candidateRuns",
          "baseMedian",
          "candidateMedian",
          "shift",
          "relativeShift",
          "low",
          "high",
          "confidence",
          "p",
          "band",
          "reason");

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public String description() {
    return "a row a run, a column a measure";
  }

  @Override
  public String comparisonFile() {
    return "comparison.csv";
  }

  @Override
  String text(Comparison comparison, Path place) {
    return csv(
        COLUMNS,
        comparison.measures().stream().map(compared -> row(compared, comparison)).toList());
  }

  private static Map<String, Object> row(MeasureComparison compared, Comparison comparison) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("measure", compared.measure().name());
    row.put("unit", compared.measure().unit().symbol());
    row.put("direction", compared.measure().direction().words());
    row.put("gated", compared.gated());
    row.put("verdict", comparison.verdictOn(compared).word());
    row.put("baseRuns", compared.base().size());
    row.put("candidateRuns", compared.candidate().size());
    row.put("baseMedian", compared.baseMedian());
    row.put("candidateMedian", compared.candidateMedian());
    Shift shift = compared.shift();
    if (shift != null) {
      row.put("shift", shift.estimate());
      row.put("relativeShift", compared.relativeShift());
      row.put("low", shift.low());
      row.put("high", shift.high());
      row.put("confidence", shift.confidence());
      row.put("p", shift.pValue());
    }
    row.put("band", compared.band());
    row.put("reason", compared.reason());
    return row;
  }

  @Override
  public String text(RunExport export) {
    List<String> columns =
        new ArrayList<>(List.of("run", "label", "simulation", "startedAt", "status"));
    if (export.runs().stream().anyMatch(run -> run.record().api() != null)) {
      columns.addAll(List.of("api", "method"));
    }
    ComparedMeasures.all().forEach(measure -> columns.add(column(measure)));
    return csv(columns, export.runs().stream().map(CsvFormat::row).toList());
  }

  private static Map<String, Object> row(ComparedRun run) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("run", run.id());
    row.put("label", Names.label(run));
    row.put("simulation", run.record().simulation());
    row.put("startedAt", run.record().startedAt());
    row.put("status", run.record().status().word());
    if (run.record().api() != null) {
      row.put("api", run.record().api().name());
      row.put("method", run.record().api().method());
    }
    for (ComparedMeasure measure : ComparedMeasures.all()) {
      measure.of(run.record()).ifPresent(value -> row.put(column(measure), value));
    }
    return row;
  }

  private static String column(ComparedMeasure measure) {
    return measure.name() + " [" + measure.unit().symbol() + "]";
  }

  /**
   * @param rows by column; a column that a row does not have is empty
   */
  private static String csv(List<String> columns, List<Map<String, Object>> rows) {
    CsvSchema.Builder schema = CsvSchema.builder();
    columns.forEach(schema::addColumn);
    try {
      return MAPPER
          .writer(schema.build().withHeader().withLineSeparator("\n"))
          .writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("text and numbers can always be written", e);
    }
  }
}
