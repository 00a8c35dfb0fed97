package longpoll.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedRun;
import longpoll.record.RunRecord;

/** How runs and measures are called in formats that have spellings of their own. */
final class Names {
  private Names() {}

  /**
   * The simulation, and API and label where all runs have the same: what stays the same from one
   * commit to the next, so that a history can be kept under it. A label that only repeats the API's
   * name is left out.
   */
  static String of(List<ComparedRun> runs) {
    RunRecord.Api api = api(runs);
    String label = label(runs);
    String ofApi = api == null ? "" : "/" + api.title();
    boolean repeats = api != null && label.equals(api.name());
    return simulation(runs) + ofApi + (label.isEmpty() || repeats ? "" : "/" + label);
  }

  /** The API that all runs have; null where they differ, and where there is no definition. */
  static RunRecord.Api api(List<ComparedRun> runs) {
    return sameName(runs) ? runs.get(0).record().api() : null;
  }

  private static boolean sameName(List<ComparedRun> runs) {
    return runs.stream()
            .map(run -> run.record().api())
            .map(api -> api == null ? "" : api.title())
            .distinct()
            .count()
        == 1;
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
