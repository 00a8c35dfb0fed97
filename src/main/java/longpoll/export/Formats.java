package longpoll.export;

import java.util.List;
import java.util.Optional;
import longpoll.compare.Direction;

/** All formats. A new one is a line here. */
public final class Formats {
  public static final List<Format> ALL =
      List.of(
          new HtmlFormat(),
          new JsonFormat(),
          new MarkdownFormat(),
          new JUnitFormat(),
          new BenchmarkFormat("smaller", "customSmallerIsBetter", Direction.LOWER_IS_BETTER),
          new BenchmarkFormat("bigger", "customBiggerIsBetter", Direction.HIGHER_IS_BETTER),
          new BencherFormat(),
          new OpenMetricsFormat(),
          new CsvFormat());

  private Formats() {}

  /** Those that write a file into the folder of each run when it ends. */
  public static List<Format> ofEachRun() {
    return ALL.stream().filter(format -> !format.runFile().isEmpty()).toList();
  }

  /** Those that {@code export} writes. */
  public static List<TextFormat> ofText() {
    return ALL.stream().filter(TextFormat.class::isInstance).map(TextFormat.class::cast).toList();
  }

  public static Optional<TextFormat> named(String name) {
    return ofText().stream().filter(format -> format.name().equals(name)).findFirst();
  }
}
