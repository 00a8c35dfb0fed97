package longpoll.export;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Shift;

/** A row for each measure, in its unit. */
final class ComparisonCsv implements ComparisonFormat {
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
  public String fileName() {
    return "comparison.csv";
  }

  @Override
  public String text(Comparison comparison, Path folder) {
    return Csv.text(
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
}
