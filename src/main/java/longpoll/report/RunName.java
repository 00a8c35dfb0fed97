package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;

/**
 * A run as a comparison calls it: base 3, candidate 3.
 *
 * @param number from 1, within its side
 */
record RunName(ComparedRun run, Side side, int number) {

  /** A side of a comparison. */
  enum Side {
    BASE,
    CANDIDATE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The style of its lines. */
    int style() {
      return ordinal();
    }

    List<ComparedRun> runs(Comparison comparison) {
      return this == BASE ? comparison.base() : comparison.candidate();
    }
  }

  static List<RunName> all(Comparison comparison) {
    List<RunName> all = new ArrayList<>();
    for (Side side : Side.values()) {
      int number = 1;
      for (ComparedRun run : side.runs(comparison)) {
        all.add(new RunName(run, side, number++));
      }
    }
    return all;
  }

  String inShort() {
    return side.word() + " " + number;
  }

  String inFull() {
    return inShort() + ", " + run.id();
  }
}
