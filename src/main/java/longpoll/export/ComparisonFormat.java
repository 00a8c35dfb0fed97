package longpoll.export;

import java.nio.file.Path;
import longpoll.compare.Comparison;

/** One way to write a comparison down. */
public interface ComparisonFormat {
  /** Of the file in the folder of the comparison. */
  String fileName();

  /**
   * The whole content of the file.
   *
   * @param folder where the file will lie: paths in it are relative to this
   */
  String text(Comparison comparison, Path folder);
}
