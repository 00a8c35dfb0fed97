package longpoll.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import longpoll.record.RunFolder;

/** A record of any length, made of the seconds of a committed one. */
final class StretchedRun {
  private static final Path BASELINE = Path.of("..", "results", "baseline", "default");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WINDOW = "window";

  private StretchedRun() {}

  /**
   * Writes a record.
   *
   * @param into an empty folder
   * @param length of its window
   */
  static void write(Path into, Duration length, Instant startedAt) throws IOException {
    RunFolder source = baseline();
    RunFolder made = new RunFolder(into);
    Files.copy(source.totalsLog(), made.totalsLog());
    long moreMillis = stretchSeries(source.seriesCsv(), made.seriesCsv(), length) * 1_000;
    ObjectNode run = (ObjectNode) JSON.readTree(source.runJson().toFile());
    run.put("id", into.getParent().getFileName() + "-" + into.getFileName());
    run.put("startedAt", startedAt.toString());
    run.put("durationMs", run.get("durationMs").asLong() + moreMillis);
    ((ObjectNode) run.get("window")).put("measuredMs", length.toMillis());
    ((ObjectNode) run.get("settings")).put("duration", length.toSeconds() + "s");
    JSON.writeValue(made.runJson().toFile(), run);
  }

  private static RunFolder baseline() throws IOException {
    try (Stream<Path> runs = Files.list(BASELINE)) {
      return new RunFolder(runs.filter(Files::isDirectory).sorted().findFirst().orElseThrow());
    }
  }

  /** By how many seconds it has become longer. */
  private static long stretchSeries(Path from, Path into, Duration length) throws IOException {
    List<String> rows = Files.readAllLines(from);
    List<String> window = rows.stream().filter(StretchedRun::isInWindow).toList();
    long seconds = length.toSeconds();
    int second = 0;
    try (BufferedWriter out = Files.newBufferedWriter(into)) {
      out.write(rows.get(0) + "\n");
      for (String row : rows.subList(1, rows.size())) {
        if (!isInWindow(row)) {
          out.write(second++ + afterSecond(row));
        } else if (row.equals(window.get(0))) {
          for (int i = 0; i < seconds; i++) {
            out.write(second++ + afterSecond(window.get(i % window.size())));
          }
        }
      }
    }
    return seconds - window.size();
  }

  private static boolean isInWindow(String row) {
    return row.split(",", 3)[1].equals(WINDOW);
  }

  private static String afterSecond(String row) {
    return row.substring(row.indexOf(',')) + "\n";
  }
}
