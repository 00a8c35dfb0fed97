package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparer;
import longpoll.compare.Comparison;
import longpoll.compare.Difference;
import longpoll.compare.Differences;
import longpoll.compare.PolicyReader;
import longpoll.record.RecordException;

/** The newest runs of a group judged against the baseline of their simulation. */
final class AgainstBaseline {
  private static final int MOST_RUNS = 10;

  /** How far back runs of the same load model are looked for. */
  private static final int LOOKED_AT = 30;

  private static final int MOST_REASONS = 3;

  private AgainstBaseline() {}

  /**
   * @param newestFirst the group's runs
   * @param all all entries, baselines among them
   */
  static Banner of(String simulation, List<RunEntry> newestFirst, List<RunEntry> all) {
    List<ComparedRun> candidates = usable(newestFirst.stream().limit(LOOKED_AT).toList());
    if (candidates.isEmpty()) {
      return none("No complete run to judge", "None of the newest runs is complete.");
    }
    List<ComparedRun> baseline =
        usable(
            all.stream()
                .filter(RunEntry::baseline)
                .filter(entry -> entry.readable())
                .filter(entry -> Objects.equals(entry.run().simulation(), simulation))
                .toList());
    if (baseline.isEmpty()) {
      return none(
          "No baseline",
          "results/baseline has no complete run of this simulation; longpoll baseline makes one.");
    }
    ComparedRun newest = candidates.get(0);
    Set<String> inBaseline = baseline.stream().map(ComparedRun::id).collect(Collectors.toSet());
    List<ComparedRun> candidate =
        candidates.stream()
            .filter(run -> sameLoad(newest, run) && !inBaseline.contains(run.id()))
            .limit(MOST_RUNS)
            .toList();
    if (candidate.isEmpty()) {
      return none("Nothing to judge", "The newest runs are those of the baseline.");
    }
    List<ComparedRun> same = baseline.stream().filter(run -> sameLoad(newest, run)).toList();
    Comparison comparison =
        new Comparer(PolicyReader.builtIn())
            .compare(same.isEmpty() ? baseline.subList(0, 1) : same, candidate, false);
    Banner banner = Banner.of(comparison);
    List<String> reasons = banner.reasons().stream().limit(MOST_REASONS).toList();
    int more = banner.reasons().size() - reasons.size();
    return new Banner(
        banner.kind(),
        banner.word(),
        ComparisonPage.runs(comparison)
            + (same.isEmpty() ? ": no baseline has this load model" : " of one load model"),
        more == 0 ? reasons : with(reasons, "and " + more + " more reasons"));
  }

  private static List<String> with(List<String> reasons, String last) {
    List<String> all = new ArrayList<>(reasons);
    all.add(last);
    return all;
  }

  private static Banner none(String word, String sentence) {
    return new Banner("aborted", word, sentence, List.of());
  }

  private static List<ComparedRun> usable(List<RunEntry> entries) {
    List<ComparedRun> usable = new ArrayList<>();
    for (RunEntry entry : entries) {
      if (Trends.complete(entry)) {
        try {
          usable.add(ComparedRun.read(entry.folder().path()));
        } catch (RecordException e) {
          // The list of runs says what is wrong with it.
          continue;
        }
      }
    }
    return usable;
  }

  private static boolean sameLoad(ComparedRun one, ComparedRun other) {
    return Differences.within(List.of(one, other)).stream()
        .noneMatch(difference -> difference.kind() == Difference.Kind.LOAD_MODEL);
  }
}
