package longpoll.cli;

import static longpoll.fake.EditedRun.latency;
import static longpoll.fake.EditedRun.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import longpoll.fake.EditedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exit codes that scripts depend on, as the command line gives them. */
class ExitCodeTest {
  private static final double[] NOISE = {0.03, 0.01, 0.06, 0, 0.05, 0.02, 0.07, 0.04};

  @TempDir Path folder;
  private final Path base = Path.of("base");
  private final Path candidate = Path.of("cand");

  @Test
  void zeroWhenNothingGotWorse() throws IOException {
    runs(base, 8, 1, unchanged -> {});
    runs(candidate, 8, 1, unchanged -> {});
    Cli compared = compare();
    assertThat(compared.code()).isZero();
    assertThat(compared.out()).startsWith("Verdict: EQUIVALENT\n");
    assertThat(compared.err()).isEmpty();
  }

  @Test
  void zeroWhenItGotBetter() throws IOException {
    runs(base, 8, 2, unchanged -> {});
    runs(candidate, 8, 1, unchanged -> {});
    Cli compared = compare("--strict");
    assertThat(compared.code()).isZero();
    assertThat(compared.out()).startsWith("Verdict: IMPROVED\n");
  }

  @Test
  void oneWhenARecordCannotBeRead() throws IOException {
    runs(base, 8, 1, unchanged -> {});
    assertThat(compare().code()).isEqualTo(1);
  }

  @Test
  void twoWhenAnOptionIsWrong() throws IOException {
    runs(base, 2, 1, unchanged -> {});
    runs(candidate, 3, 1, unchanged -> {});
    assertThat(compare("--nonsense").code()).isEqualTo(2);
    assertThat(Cli.run("compare", "--base", "x").code()).isEqualTo(2);
    assertThat(Cli.run().code()).isEqualTo(2);
    Cli uneven = compare();
    assertThat(uneven.code()).isEqualTo(2);
    assertThat(uneven.err()).contains("there are 3 and 2");
  }

  @Test
  void threeWhenLagGotWorse() throws IOException {
    runs(base, 8, 1, unchanged -> {});
    runs(candidate, 8, 1.4, unchanged -> {});
    Cli compared = compare();
    assertThat(compared.code()).isEqualTo(3);
    assertThat(compared.out()).startsWith("Verdict: REGRESSION\n").contains("lag.parked.p99");
  }

  @Test
  void threeWhenTheEmptyRateMovedEitherWay() throws IOException {
    runs(base, 8, 1, unchanged -> {});
    runs(candidate, 8, 1, record -> object(record, "/polls").put("emptyRate", 0.2));
    Cli compared = compare();
    assertThat(compared.code()).isEqualTo(3);
    assertThat(compared.out()).startsWith("Verdict: CHANGED\n");
  }

  @Test
  void threeWhenARunMissesAnObjective() throws IOException {
    runs(base, 8, 1, unchanged -> {});
    runs(candidate, 8, 1, record -> object(record, "/events").put("missed", 1));
    Cli compared = compare();
    assertThat(compared.code()).isEqualTo(3);
    assertThat(compared.out()).startsWith("Verdict: OBJECTIVE MISSED\n");
  }

  @Test
  void threeWhenTooFewRunsMissAnObjective() throws IOException {
    runs(base, 1, 1, unchanged -> {});
    runs(candidate, 1, 1, record -> object(record, "/events").put("missed", 1));
    assertThat(compare().code()).isEqualTo(3);
  }

  @Test
  void fourWhenTheLoadModelDiffers() throws IOException {
    runs(base, 8, 1, unchanged -> {});
    runs(candidate, 8, 1, record -> object(record, "/settings").put("users", 6000));
    Cli compared = compare();
    assertThat(compared.code()).isEqualTo(4);
    assertThat(compared.out()).startsWith("Verdict: NOT COMPARABLE\n").contains("users differs");
    assertThat(compare("--vary", "users").code()).isZero();
  }

  @Test
  void fourWhenARunIsInvalid() throws IOException {
    runs(base, 8, 1, unchanged -> {});
    runs(candidate, 8, 1, record -> record.put("status", "invalid"));
    Cli compared = compare();
    assertThat(compared.code()).isEqualTo(4);
    assertThat(compared.out()).contains("cand1 is invalid");
  }

  @Test
  void fourWhenARunIsOnBothSides() throws IOException {
    runs(base, 2, 1, unchanged -> {});
    Path side = folder.resolve(base);
    Cli compared =
        Cli.run("compare", "--base", side, "--cand", side, "--out", folder.resolve("out"));
    assertThat(compared.code()).as(compared.err()).isEqualTo(4);
    assertThat(compared.out()).contains("base1 is there twice");
  }

  @Test
  void fiveWithTooFewRunsButOnlyWhenStrict() throws IOException {
    runs(base, 2, 1, unchanged -> {});
    runs(candidate, 2, 1.4, unchanged -> {});
    assertThat(compare().code()).isZero();
    Cli strict = compare("--strict");
    assertThat(strict.code()).isEqualTo(5);
    assertThat(strict.out()).startsWith("Verdict: INSUFFICIENT\n");
  }

  @Test
  void fiveWhenTheRunsVaryTooMuchToTellButOnlyWhenStrict() throws IOException {
    runs(base, 8, 1, unchanged -> {});
    for (int i = 0; i < 8; i++) {
      double factor = i % 2 == 0 ? 0.5 : 2;
      EditedRun.write(
          folder.resolve(candidate),
          "cand" + (i + 1),
          latency("lag.parked", 3 * factor, 8 * factor, 20 * factor));
    }
    assertThat(compare().code()).isZero();
    Cli strict = compare("--strict");
    assertThat(strict.code()).isEqualTo(5);
    assertThat(strict.out()).startsWith("Verdict: INCONCLUSIVE\n");
  }

  @Test
  void anAdvisoryRegressionIsFineUnlessStrict() throws IOException {
    runs(base, 8, 1, unchanged -> {});
    runs(
        candidate,
        8,
        1.4,
        record -> object(record, "/environment").put("fingerprint", "another machine"));
    Cli advised = compare();
    assertThat(advised.code()).isZero();
    assertThat(advised.out()).startsWith("Verdict: REGRESSION (advisory)\n");
    assertThat(compare("--strict").code()).isEqualTo(5);
  }

  @Test
  void theFilesAreWrittenWhateverTheVerdict() throws IOException {
    runs(base, 8, 1, unchanged -> {});
    runs(candidate, 8, 1.4, record -> record.put("status", "aborted"));
    Path out = folder.resolve("out");
    assertThat(compare("--out", out).code()).isEqualTo(4);
    assertThat(Files.readString(out.resolve("comparison.json")))
        .contains("\"verdict\" : \"not comparable\"", "\"exitCode\" : 4");
  }

  private Cli compare(Object... more) {
    Object[] arguments = new Object[6 + more.length];
    System.arraycopy(
        new Object[] {
          "compare", "--base", folder.resolve(base), "--cand", folder.resolve(candidate), "--paired"
        },
        0,
        arguments,
        0,
        6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return Cli.run(arguments);
  }

  private void runs(Path side, int count, double factor, Consumer<ObjectNode> change)
      throws IOException {
    for (int i = 0; i < count; i++) {
      double steady = factor * (1 + NOISE[i]);
      EditedRun.write(
          folder.resolve(side),
          side + "" + (i + 1),
          latency("lag.parked", 3 * steady, 8 * steady, 20 * steady).andThen(change));
    }
  }
}
