package longpoll.export;

import java.util.List;
import java.util.Optional;
import longpoll.compare.Direction;

/** All formats of runs. A new one is a line here. */
public final class RunFormats {
  public static final List<RunFormat> ALL =
      List.of(
          new RunsJson(),
          new RunsMarkdown(),
          new RunsJUnit(),
          new RunsBenchmark("smaller", Direction.LOWER_IS_BETTER),
          new RunsBenchmark("bigger", Direction.HIGHER_IS_BETTER),
          new RunsBencher(),
          new RunsOpenMetrics(),
          new RunsCsv());

  private RunFormats() {}

  public static List<String> names() {
    return ALL.stream().map(RunFormat::name).toList();
  }

  public static Optional<RunFormat> named(String name) {
    return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
  }
}
