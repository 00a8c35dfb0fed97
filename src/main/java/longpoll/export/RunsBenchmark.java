package longpoll.export;

import java.util.ArrayList;
import java.util.List;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedRun;
import longpoll.compare.Direction;

/**
 * Complete runs' {@link Headline} measures of one direction, each a {@link BenchmarkEntry}. The
 * numbers of other runs do not stand.
 */
final class RunsBenchmark implements RunFormat {
  private final String name;
  private final Direction direction;

  RunsBenchmark(String name, Direction direction) {
    this.name = name;
    this.direction = direction;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String text(RunExport export) {
    List<BenchmarkEntry> entries = new ArrayList<>();
    for (ComparedRun run : export.complete()) {
      for (ComparedMeasure measure : Headline.of(export.policy())) {
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
