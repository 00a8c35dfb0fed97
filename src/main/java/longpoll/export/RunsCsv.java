package longpoll.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedMeasures;
import longpoll.compare.ComparedRun;

/** A row for each run, a column for each measure, whose name has the unit in brackets. */
final class RunsCsv implements RunFormat {
  @Override
  public String name() {
    return "csv";
  }

  @Override
  public String text(RunExport export) {
    List<String> columns =
        new ArrayList<>(List.of("run", "label", "simulation", "startedAt", "status"));
    ComparedMeasures.all().forEach(measure -> columns.add(column(measure)));
    return Csv.text(columns, export.runs().stream().map(RunsCsv::row).toList());
  }

  private static Map<String, Object> row(ComparedRun run) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("run", run.id());
    row.put("label", Names.label(run));
    row.put("simulation", run.record().simulation());
    row.put("startedAt", run.record().startedAt());
    row.put("status", run.record().status().word());
    for (ComparedMeasure measure : ComparedMeasures.all()) {
      measure.of(run.record()).ifPresent(value -> row.put(column(measure), value));
    }
    return row;
  }

  private static String column(ComparedMeasure measure) {
    return measure.name() + " [" + measure.unit().symbol() + "]";
  }
}
