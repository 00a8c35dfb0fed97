package longpoll.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import longpoll.compare.Comparison;

/** A format that is one text, of runs as well as of a comparison. {@code export} writes it. */
public abstract class TextFormat implements Format {
  /** What it is, in a few words for the help of the command line. */
  public abstract String description();

  /** The whole content of a file about runs, each for itself. */
  public abstract String text(RunExport export);

  /**
   * The whole content of a file about a comparison.
   *
   * @param place the folder where the file will lie: paths in it start there
   */
  abstract String text(Comparison comparison, Path place);

  @Override
  public final void write(Comparison comparison, Path folder, Path place) throws IOException {
    Files.writeString(folder.resolve(comparisonFile()), text(comparison, place));
  }
}
