package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparer;
import longpoll.compare.Comparison;
import longpoll.compare.PolicyReader;
import longpoll.fake.FakeRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonSummaryTest {
  @TempDir Path folder;

  @Test
  void itIsAsStoredUnderEveryLocale() throws Exception {
    Comparison comparison = compare(6, run -> run.lagMillis *= 1.5);
    Golden.check("comparison.txt", () -> plain(comparison));
  }

  @Test
  void oneRunASideIsShownWithItsDifference() throws Exception {
    assertThat(plain(compare(1, run -> run.lagMillis *= 2)))
        .startsWith("Verdict: INSUFFICIENT\n")
        .containsSubsequence("1 base run and 1 candidate run", "lag.parked.p50", "INSUFFICIENT");
  }

  @Test
  void refusedRunsSayWhyAndGetNoVerdictAMeasure() throws Exception {
    assertThat(plain(compare(1, run -> run.users = 90)))
        .startsWith("Verdict: NOT COMPARABLE\n")
        .contains("users differs: 60 in base, 90 in candidate", "load model")
        .doesNotContain("INSUFFICIENT");
  }

  @Test
  void coloursAreOnlyForTerminals() throws Exception {
    Comparison comparison = compare(1, run -> {});
    assertThat(plain(comparison)).doesNotContain("\u001b");
    assertThat(ComparisonSummary.text(comparison, Console.Paint.ANSI)).contains("\u001b[1m");
  }

  private static String plain(Comparison comparison) {
    return ComparisonSummary.text(comparison, Console.Paint.NONE);
  }

  private Comparison compare(int runs, Consumer<FakeRun> change) throws Exception {
    return new Comparer(PolicyReader.builtIn())
        .compare(side("base", runs, 1, run -> {}), side("candidate", runs, 2, change), false);
  }

  private List<ComparedRun> side(String name, int runs, int seed, Consumer<FakeRun> change)
      throws Exception {
    List<ComparedRun> side = new ArrayList<>();
    for (FakeRun run : FakeComparisons.runs(runs, seed)) {
      run.users = 60;
      run.ramp = 0;
      run.warmup = 0;
      run.seconds = 10;
      run.holdSeconds = 1;
      run.eventEverySeconds = 1;
      change.accept(run);
      side.add(ComparedRun.read(run.write(folder.resolve(name)).path()));
    }
    return side;
  }
}
