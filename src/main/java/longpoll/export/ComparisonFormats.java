package longpoll.export;

import java.util.List;
import longpoll.compare.Direction;

/** All formats of a comparison. A new one is a line here. */
public final class ComparisonFormats {
  public static final List<ComparisonFormat> ALL =
      List.of(
          new ComparisonJson(),
          new ComparisonMarkdown(),
          new ComparisonJUnit(),
          new ComparisonBenchmark("smaller-is-better.json", Direction.LOWER_IS_BETTER),
          new ComparisonBenchmark("bigger-is-better.json", Direction.HIGHER_IS_BETTER),
          new ComparisonBencher(),
          new ComparisonOpenMetrics(),
          new ComparisonCsv());

  private ComparisonFormats() {}
}
