package longpoll.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedRun;

/** How runs and measures are called in formats that have spellings of their own. */
final class Names {
  private Names() {}

  /**
   * The simulation, and the label where all runs have the same: what stays the same from one commit
   * to the next, so that a history can be kept under it.
   */
  static String of(List<ComparedRun> runs) {
    String label = label(runs);
    return label.isEmpty() ? simulation(runs) : simulation(runs) + "/" + label;
  }

  /** The simulation; all of them where they differ. */
  static String simulation(List<ComparedRun> runs) {
    return String.join(
        "+", runs.stream().map(run -> simulation(run.record().simulation())).distinct().toList());
  }

  /** The label that all runs have; empty where they differ. */
  static String label(List<ComparedRun> runs) {
    List<String> labels = runs.stream().map(Names::label).distinct().toList();
    return labels.size() == 1 ? labels.get(0) : "";
  }

  /** Without its package. */
  static String simulation(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  static String label(ComparedRun run) {
    return run.record().label() == null ? "" : run.record().label();
  }

  /** {@code health.server.gcPauseMaxMs}: health, server, gc, pause, max, ms. */
  static List<String> words(ComparedMeasure measure) {
    return Arrays.stream(measure.name().split("\\.|(?=\\p{Upper})"))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }
}
