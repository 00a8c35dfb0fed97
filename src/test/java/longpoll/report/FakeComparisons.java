package longpoll.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparer;
import longpoll.compare.PolicyReader;
import longpoll.fake.FakeRun;
import longpoll.record.RunStatus;

/** Comparisons of made-up runs and their pages, to look at in a browser and to take the time of. */
final class FakeComparisons {
  private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");

  private FakeComparisons() {}

  /**
   * @param arguments the folder to write; then, if wanted, the number of runs a side and the
   *     seconds of each: only records are written then
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    if (arguments.length > 1) {
      int runs = Integer.parseInt(arguments[1]);
      int seconds = Integer.parseInt(arguments[2]);
      side(folder.resolve("base"), runs, 1, run -> run.seconds = seconds);
      side(folder.resolve("candidate"), runs, 2, run -> run.seconds = seconds);
      return;
    }
    page(folder, "one", 1, false, run -> run.lagMillis *= 1.3);
    page(folder, "paired", 8, true, run -> run.lagMillis *= 1.25);
    page(folder, "ten", 10, false, run -> run.label = "candidate");
    page(folder, "refused", 4, false, run -> run.users = 1500);
    page(folder, "foreign", 5, false, run -> run.status = RunStatus.COMPLETE);
    page(folder, "twenty", 20, false, run -> run.lagMillis *= 0.7);
  }

  private static void page(
      Path all, String name, int runs, boolean paired, Consumer<FakeRun> change)
      throws IOException {
    Path folder = all.resolve(name);
    List<ComparedRun> base = side(folder.resolve("base"), runs, 1, run -> {});
    List<ComparedRun> candidate = side(folder.resolve("candidate"), runs, 2, change);
    ComparisonPage.write(
        new Comparer(PolicyReader.builtIn()).compare(base, candidate, paired), folder, folder);
  }

  /** Runs that vary as runs do; some of them have a report. */
  private static List<ComparedRun> side(Path folder, int runs, int seed, Consumer<FakeRun> change)
      throws IOException {
    List<ComparedRun> side = new ArrayList<>();
    for (FakeRun run : runs(runs, seed)) {
      change.accept(run);
      run.lag = !folder.toString().contains("foreign");
      side.add(ComparedRun.read(run.write(folder).path()));
      if (side.size() % 2 == 0) {
        Files.writeString(side.get(side.size() - 1).folder().report(), "a report");
      }
    }
    return side;
  }

  /** Runs of one side, not yet written. */
  static List<FakeRun> runs(int count, int seed) {
    Random random = new Random(seed);
    List<FakeRun> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FakeRun run = new FakeRun(100L * seed + i);
      run.users = 2000;
      run.label = seed == 1 ? "main" : "change";
      run.startedAt = START.plusSeconds(600L * i + 300L * seed);
      run.lagMillis = 3 * (1 + 0.04 * random.nextGaussian());
      runs.add(run);
    }
    return runs;
  }
}
