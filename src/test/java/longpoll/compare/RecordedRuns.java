package longpoll.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Real runs of one job on one machine, in the order in which they were made, by session: runs of a
 * session follow each other without a pause.
 */
final class RecordedRuns {
  private final Map<String, List<ComparedRun>> sessions = new LinkedHashMap<>();

  /**
   * @param folder a folder for each session, with a folder for each run
   */
  RecordedRuns(Path folder) throws IOException {
    for (Path session : sorted(folder)) {
      List<ComparedRun> runs = new ArrayList<>();
      for (Path run : sorted(session)) {
        runs.add(ComparedRun.read(run));
      }
      runs.sort(Comparator.comparing((ComparedRun run) -> run.record().startedAt()));
      sessions.put(session.getFileName().toString(), List.copyOf(runs));
    }
  }

  List<String> names() {
    return List.copyOf(sessions.keySet());
  }

  List<ComparedRun> of(String session) {
    return sessions.get(session);
  }

  List<ComparedRun> all() {
    return sessions.values().stream().flatMap(List::stream).toList();
  }

  /** The median over the runs of a session. */
  double level(String session, ComparedMeasure measure) {
    double[] sorted =
        sessions.get(session).stream()
            .map(run -> measure.of(run.record()))
            .mapToDouble(OptionalDouble::getAsDouble)
            .sorted()
            .toArray();
    return ShiftEstimator.median(sorted);
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(Files::isDirectory).sorted().toList();
    }
  }
}
