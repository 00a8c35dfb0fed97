package longpoll.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How often a comparison cries wolf, and how often it finds one: thousands of comparisons with the
 * noise of real runs and a known answer. The same seeds give the same table, which is
 * docs/honesty.md; {@code mvn test -pl src -Dtest=HonestyTest -Dlongpoll.golden=write} writes it
 * anew.
 */
class HonestyTest {
  private static final int COMPARISONS = 2_000;
  private static final Path RECORDED =
      Path.of("test", "resources", "longpoll", "compare", "recorded");
  private static final Path PAGE = Path.of("..", "docs", "honesty.md");

  private static final Policy POLICY = PolicyReader.builtIn();
  private static final List<ComparedMeasure> GATED =
      POLICY.gates().stream().map(Gate::measure).toList();

  /** Nothing else ran on the machine. */
  private static RecordedRuns quiet;

  /** Builds and tests ran beside. */
  private static RecordedRuns busy;

  @BeforeAll
  static void readTheRuns() throws IOException {
    quiet = new RecordedRuns(RECORDED.resolve("quiet"));
    busy = new RecordedRuns(RECORDED.resolve("busy"));
  }

  @Test
  void theRecordedRunsAreOfOneJobInSeveralSessions() {
    assertThat(quiet.names()).hasSizeGreaterThanOrEqualTo(2);
    List<ComparedRun> all = new ArrayList<>(quiet.all());
    all.addAll(busy.all());
    assertThat(all).hasSizeGreaterThanOrEqualTo(20);
    assertThat(Differences.between(all, all, List.of()))
        .noneMatch(difference -> difference.kind() == Difference.Kind.LOAD_MODEL);
  }

  @Test
  void unchangedCodeIsCalledARegressionInAtMostTwoOfAHundredComparisons() {
    assertThat(ab(quiet, 8, 1)).isLessThanOrEqualTo(0.02);
    assertThat(ab(busy, 8, 1)).isLessThanOrEqualTo(0.02);
  }

  @Test
  void aSlowdownOfAFifthIsFoundInAtLeastNineOfTenComparisons() {
    assertThat(ab(quiet, 8, 1.2)).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void thePageShowsTheseFigures() throws IOException {
    String page = page();
    if ("write".equals(System.getProperty("longpoll.golden"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).content().isEqualTo(page);
  }

  /** The share of comparisons that say regression. */
  private static double ab(RecordedRuns recorded, int pairs, double slowdown) {
    SimulatedRuns runs = new SimulatedRuns(recorded, GATED, new SplittableRandom(pairs));
    return regressions(() -> runs.pairs(pairs, slowdown), true);
  }

  private static double apart(RecordedRuns recorded, int runsASide, double slowdown) {
    SimulatedRuns runs = new SimulatedRuns(recorded, GATED, new SplittableRandom(runsASide));
    return regressions(() -> runs.apart(runsASide, slowdown), false);
  }

  private static double regressions(Supplier<SimulatedRuns.Sides> made, boolean paired) {
    // What a Comparer does, but for the measures that do not decide.
    MeasureJudge judge = new MeasureJudge(POLICY, paired);
    int found = 0;
    for (int i = 0; i < COMPARISONS; i++) {
      SimulatedRuns.Sides sides = made.get();
      List<MeasureComparison> gated =
          GATED.stream()
              .map(measure -> judge.compare(measure, sides.base(), sides.candidate()))
              .toList();
      Verdict verdict = Judgement.of(List.of(), gated, List.of()).verdict();
      found += verdict == Verdict.REGRESSION ? 1 : 0;
    }
    return (double) found / COMPARISONS;
  }

  private static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        String.format(
            Locale.ROOT,
            """
        # How honest a comparison is

        How often `longpoll` says REGRESSION where nothing changed, and how often where something did. Every figure is of
        %,d simulated comparisons with the built-in policy. Base and candidate take their values from real runs of one job
        on one machine (below), resampled, all measures of a run together; the two runs of a pair are recorded runs that
        followed each other. Every other comparison goes over into another session at a random point, in the middle of a
        pair if it falls there, and all levels shift by as much as the recorded sessions differ. A slowdown multiplies the
        candidate's latencies. REGRESSION counts whichever gated measure says it.

        Written by `src/test/java/longpoll/compare/HonestyTest.java`, which fails the build when `ab` with 8 pairs
        raises more than 2 %% false alarms, or finds less than 90 %% of slowdowns by 20 %% on the quiet machine.

        ## `longpoll ab` on a quiet machine

        """,
            COMPARISONS));
    table(page, "Pairs", new int[] {6, 8, 12}, (n, slowdown) -> ab(quiet, n, slowdown));
    page.append(
        """

        ## `longpoll ab` on a busy machine

        Builds and tests ran beside these runs; what is missing to 100 % was INCONCLUSIVE, not EQUIVALENT.

        """);
    table(page, "Pairs", new int[] {6, 8, 12}, (n, slowdown) -> ab(busy, n, slowdown));
    page.append(
        """

        ## Runs of two sessions, not paired

        What comparing today's runs with a baseline of another day amounts to: the sessions themselves differ, and no
        statistics can tell that from a change. For a verdict that counts, use `ab`.

        """);
    table(page, "Runs a side", new int[] {4, 8}, (n, slowdown) -> apart(quiet, n, slowdown));
    noise(page);
    return page.toString();
  }

  private interface Trials {
    double run(int size, double slowdown);
  }

  private static void table(StringBuilder page, String size, int[] sizes, Trials trials) {
    double[] slowdowns = {1, 1.1, 1.2, 1.3, 1.5};
    page.append("| ").append(size).append(" | no change | +10 % | +20 % | +30 % | +50 % |\n");
    page.append("|---|---|---|---|---|---|\n");
    for (int n : sizes) {
      page.append("| ").append(n);
      for (double slowdown : slowdowns) {
        page.append(String.format(Locale.ROOT, " | %.1f %%", trials.run(n, slowdown) * 100));
      }
      page.append(" |\n");
    }
  }

  private static void noise(StringBuilder page) {
    ComparedRun one = quiet.all().get(0);
    page.append("\n## The recorded runs\n\n");
    page.append(
        String.format(
            Locale.ROOT,
            "%s, profile `%s`, %s cores (%s): %d runs on the quiet machine in %d sessions, %d on the"
                + " busy one.\nSpread is the standard deviation of a run about its session's"
                + " median. The records are in `%s`.\n\n",
            one.record().simulation().replaceAll(".*\\.", ""),
            one.record().settings().get("profile"),
            one.record().environment().cores(),
            one.record().environment().cpu(),
            quiet.all().size(),
            quiet.names().size(),
            busy.all().size(),
            "src/" + RECORDED.toString().replace('\\', '/')));
    page.append("| Measure |");
    quiet.names().forEach(name -> page.append(" quiet ").append(name).append(" |"));
    page.append(" spread |");
    busy.names().forEach(name -> page.append(" busy ").append(name).append(" |"));
    page.append(" spread |\n|---|");
    page.append("---|".repeat(quiet.names().size() + busy.names().size() + 2)).append('\n');
    for (ComparedMeasure measure : GATED) {
      page.append("| `").append(measure.name()).append("` |");
      levels(page, quiet, measure);
      levels(page, busy, measure);
      page.append('\n');
    }
  }

  private static void levels(StringBuilder page, RecordedRuns runs, ComparedMeasure measure) {
    for (String session : runs.names()) {
      page.append(' ').append(measure.unit().format(runs.level(session, measure))).append(" |");
    }
    page.append(String.format(Locale.ROOT, " %.1f %% |", spread(runs, measure) * 100));
  }

  private static double spread(RecordedRuns runs, ComparedMeasure measure) {
    double sum = 0;
    int count = 0;
    for (String session : runs.names()) {
      double level = runs.level(session, measure);
      for (ComparedRun run : runs.of(session)) {
        double off = measure.of(run.record()).orElseThrow() / level - 1;
        sum += off * off;
        count++;
      }
    }
    return Math.sqrt(sum / count);
  }
}
