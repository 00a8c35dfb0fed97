package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;

/**
 * A run as a comparison calls it: base 3, candidate 3.
 *
 * @param number from 1, within its side
 */
record RunName(ComparedRun run, boolean base, int number) {
  static List<RunName> all(Comparison comparison) {
    List<RunName> all = new ArrayList<>(side(comparison.base(), true));
    all.addAll(side(comparison.candidate(), false));
    return all;
  }

  static List<RunName> side(List<ComparedRun> runs, boolean base) {
    List<RunName> names = new ArrayList<>();
    for (ComparedRun run : runs) {
      names.add(new RunName(run, base, names.size() + 1));
    }
    return names;
  }

  String inShort() {
    return (base ? "base " : "candidate ") + number;
  }

  String inFull() {
    return inShort() + ", " + run.id();
  }
}
