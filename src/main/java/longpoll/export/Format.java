package longpoll.export;

import java.io.IOException;
import java.nio.file.Path;
import longpoll.compare.Comparison;
import longpoll.record.RunFolder;

/**
 * One way to write down a run or a comparison. {@link Formats} lists all of them. Most are a {@link
 * TextFormat}. Stateless, so it may be used from any thread.
 */
public interface Format {
  /** One word, by which the documentation and the command line name it. */
  String name();

  /** The name of the file in the folder of a comparison. */
  String comparisonFile();

  /**
   * Writes {@link #comparisonFile}, and what that needs beside it.
   *
   * @param folder where the file is written
   * @param place where that folder will be in the end: paths in the file start there
   */
  void write(Comparison comparison, Path folder, Path place) throws IOException;

  /** The name of the file that each run's folder gets when the run ends; empty for none. */
  default String runFile() {
    return "";
  }

  /**
   * Writes {@link #runFile} from the other files of the folder, and what that needs beside it.
   *
   * @throws longpoll.record.RecordException when the folder has no usable run record
   */
  default void write(RunFolder folder) throws IOException {
    throw new UnsupportedOperationException(name() + " writes no file when a run ends");
  }
}
