package longpoll.export;

import java.nio.file.Path;
import longpoll.compare.Comparison;

/** All of a comparison as JSON. {@link ComparisonDocument} says what is in it. */
final class ComparisonJson implements ComparisonFormat {
  @Override
  public String fileName() {
    return "comparison.json";
  }

  @Override
  public String text(Comparison comparison, Path folder) {
    return Json.text(ComparisonDocument.of(comparison, folder));
  }
}
