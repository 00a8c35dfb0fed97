package longpoll.export;

import java.util.List;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Verdict;
import longpoll.record.RunStatus;

/** Which of the numbers stand, so that no format passes on what the comparison refused. */
final class Standing {
  private Standing() {}

  static boolean refused(Comparison comparison) {
    return comparison.verdict() == Verdict.NOT_COMPARABLE;
  }

  /** Of runs that cannot be compared, no measure has a verdict of its own. */
  static Verdict verdict(MeasureComparison compared, Comparison comparison) {
    return refused(comparison) ? Verdict.NOT_COMPARABLE : compared.verdict();
  }

  /** Whether the numbers of the runs may go into a history: it would keep them for good. */
  static boolean complete(List<ComparedRun> runs) {
    return runs.stream().allMatch(run -> run.record().status() == RunStatus.COMPLETE);
  }
}
