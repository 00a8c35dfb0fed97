package longpoll.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import longpoll.record.RunFolder;
import longpoll.report.ReportPage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Part#RECORDS}: how long pages take, by the length of the run they are made of. */
@Tag("benchmark")
@Timeout(2400)
class RecordLengthBenchmark {
  /** Of each side: as many as a comparison needs. */
  private static final int RUNS = 4;

  private static final Map<String, Duration> LENGTHS = new LinkedHashMap<>();

  static {
    LENGTHS.put("1 min", Duration.ofMinutes(1));
    LENGTHS.put("10 min", Duration.ofMinutes(10));
    LENGTHS.put("1 h", Duration.ofHours(1));
    LENGTHS.put("8 h", Duration.ofHours(8));
  }

  @TempDir Path folder;

  /** What a command took. */
  private record Cost(double seconds, double peakMb) {}

  /** Makes the report of a run as the end of the run does; in a JVM of its own. */
  public static void main(String[] arguments) throws IOException {
    ReportPage.write(new RunFolder(Path.of(arguments[0])));
  }

  @Test
  void eachLengthInTurn() throws Exception {
    Rounds rounds = new Rounds(Part.RECORDS);
    for (Map.Entry<String, Duration> length : LENGTHS.entrySet()) {
      Path runs = folder.resolve(length.getKey().replace(" ", ""));
      List<String> base = stretched(runs.resolve("base"), length.getValue());
      List<String> candidate = stretched(runs.resolve("cand"), length.getValue());
      for (int round = 0; round < Rounds.COUNT; round++) {
        rounds.add(
            "", length.getKey(), figures(base, candidate, runs.resolve("comparison-" + round)));
      }
    }
    rounds.save();
  }

  private static Map<String, Double> figures(
      List<String> base, List<String> candidate, Path comparison) throws Exception {
    Cost report = run(RecordLengthBenchmark.class.getName(), List.of(base.get(0)));
    Cost show = run("longpoll.cli.Main", List.of("show", base.get(0)));
    List<String> compared = new ArrayList<>(List.of("compare", "--base"));
    compared.addAll(base);
    compared.add("--cand");
    compared.addAll(candidate);
    compared.addAll(List.of("--out", comparison.toString()));
    Cost compare = run("longpoll.cli.Main", compared);
    return Map.of(
        "reportSeconds", report.seconds(),
        "reportPeakMb", report.peakMb(),
        "showSeconds", show.seconds(),
        "showPeakMb", show.peakMb(),
        "compareSeconds", compare.seconds(),
        "comparePeakMb", compare.peakMb());
  }

  private static Cost run(String main, List<String> arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main));
    command.addAll(arguments);
    Path output = Files.createTempFile("longpoll-benchmark", ".out");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    long peak = 0;
    while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, ProcessUsage.of(process.toHandle()).peakBytes());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    String said = Files.readString(output);
    Files.delete(output);
    if (process.exitValue() != 0) {
      throw new AssertionError(main + " ended with " + process.exitValue() + ":\n" + said);
    }
    return new Cost(seconds, peak / 1e6);
  }

  /** Runs like the baseline, but so long. */
  private static List<String> stretched(Path runs, Duration length) throws IOException {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      Path run = Files.createDirectories(runs.resolve("run-" + i));
      StretchedRun.write(run, length, Instant.EPOCH.plus(Duration.ofDays(made.size())));
      made.add(run.toString());
    }
    return made;
  }
}
