package longpoll.ab;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** What is said while pairs are made, a line at a time. */
final class Progress {
  private final Consumer<String> out;

  Progress(Consumer<String> out) {
    this.out = out;
  }

  void say(String line) {
    out.accept(line);
  }

  /** What runs now, how long the last took, and how long is left if the others take as long. */
  void begins(AbState state, AbState.Turn turn) {
    String line =
        name(state, turn) + " (run " + position(state) + " of " + state.plan().pairs() * 2 + ")";
    List<MadeRun> runs = state.runs();
    if (!runs.isEmpty()) {
      double mean = runs.stream().mapToLong(MadeRun::durationMs).average().orElse(0);
      line +=
          "; the last took "
              + words(runs.get(runs.size() - 1).durationMs())
              + ", about "
              + words(Math.round(mean * state.left()))
              + " left";
    }
    out.accept(line);
  }

  static String name(AbState state, AbState.Turn turn) {
    return "pair " + turn.pair() + " of " + state.plan().pairs() + ", " + turn.side().word();
  }

  private static int position(AbState state) {
    return state.plan().pairs() * 2 - state.left() + 1;
  }

  /** A time as people say it: 42 s, 3 min 5 s, 2 h 10 min. */
  static String words(long millis) {
    long seconds = Math.round(millis / 1e3);
    if (seconds < 60) {
      return seconds + " s";
    }
    Duration all = Duration.ofSeconds(seconds);
    return seconds < 3_600
        ? all.toMinutes() + " min " + all.toSecondsPart() + " s"
        : all.toHours() + " h " + all.toMinutesPart() + " min";
  }
}
