package longpoll.dialect.file;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import longpoll.text.Excerpt;

/** A dialect file that cannot be used. The message lists every mistake in it, one a line. */
public final class DialectFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Mistake> mistakes;

  DialectFileException(String file, List<Mistake> mistakes) {
    super(
        mistakes.stream()
            .map(mistake -> file + ": " + mistake)
            .collect(Collectors.joining(System.lineSeparator())));
    this.mistakes = List.copyOf(mistakes);
  }

  public List<Mistake> mistakes() {
    return mistakes;
  }

  /**
   * One thing that is wrong in a dialect file.
   *
   * @param path where in the file, such as {@code poll.answers[2].status}; list elements count from
   *     1
   * @param line the line in the file, or -1 where it is not known
   * @param problem the value, and what would be right
   */
  public record Mistake(String path, int line, String problem) {

    @Override
    public String toString() {
      String where = line > 0 ? "line " + line + ": " : "";
      return where + (path.isEmpty() ? "" : path + ": ") + problem;
    }

    /** Collects mistakes, so that a user reads all of them at once. Not thread-safe. */
    static final class Collector {
      private static final int MOST = 50;

      private final List<Mistake> mistakes = new ArrayList<>();

      void add(String path, ConfigOrigin origin, String problem) {
        Mistake mistake =
            new Mistake(
                path, origin == null ? -1 : origin.lineNumber(), Excerpt.of(problem, 4 * 200));
        if (mistakes.size() < MOST && !mistakes.contains(mistake)) {
          mistakes.add(mistake);
        }
      }

      boolean isEmpty() {
        return mistakes.isEmpty();
      }

      /** In the order of the file. */
      List<Mistake> all() {
        List<Mistake> sorted = new ArrayList<>(mistakes);
        sorted.sort((a, b) -> Integer.compare(a.line, b.line));
        return List.copyOf(sorted);
      }
    }
  }
}
