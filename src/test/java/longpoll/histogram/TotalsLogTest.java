package longpoll.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import longpoll.fake.FakeRun;
import longpoll.record.RecordException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TotalsLogTest {
  @TempDir Path folder;
  private Path log;

  @BeforeEach
  void nameTheFile() {
    log = folder.resolve("totals.hlog");
  }

  @Test
  void aMeasureAndItsTwinBelowZeroAreOneDistribution() throws IOException {
    SignedHistogram lag = new SignedHistogram();
    List.of(-30_000L, -10L, 0L, 1_000L, 5_000_000_000L).forEach(lag::record);
    SignedHistogram hold = new SignedHistogram();
    hold.record(3_600_000_000_000L);
    write(Map.of(Measure.LAG, lag, Measure.HOLD_EMPTY, hold));

    Map<Measure, SignedHistogram> read = TotalsLog.read(log);

    assertThat(read).containsOnlyKeys(Measure.LAG, Measure.HOLD_EMPTY);
    assertThat(read.get(Measure.LAG).buckets()).isEqualTo(lag.buckets());
    assertThat(read.get(Measure.LAG).summary()).isEqualTo(lag.summary());
    assertThat(read.get(Measure.HOLD_EMPTY).summary()).isEqualTo(hold.summary());
  }

  @Test
  void aMeasureThatIsOnlyNegativeIsRead() throws IOException {
    SignedHistogram late = new SignedHistogram();
    late.record(-2_000_000);
    write(Map.of(Measure.LATENESS, late));
    assertThat(TotalsLog.read(log).get(Measure.LATENESS).max()).isNegative();
  }

  @Test
  void aLogWithoutHistogramsHasNoMeasures() throws IOException {
    write(Map.of());
    assertThat(TotalsLog.read(log)).isEmpty();
  }

  @Test
  void tagsOfLaterReleasesAreIgnored() throws IOException {
    SignedHistogram lag = new SignedHistogram();
    lag.record(1);
    write(Map.of(Measure.LAG, lag));
    Files.writeString(log, Files.readString(log).replace("Tag=lag,", "Tag=later,"));
    assertThat(TotalsLog.read(log)).isEmpty();
  }

  @Test
  void aMissingFileIsNamed() {
    refused("no such file");
  }

  @Test
  void aTruncatedHistogramIsNamedByItsNumber() throws IOException {
    SignedHistogram lag = new SignedHistogram();
    for (int i = 1; i < 2_000; i++) {
      lag.record(i * 1_000L);
    }
    Map<Measure, SignedHistogram> two = new EnumMap<>(Measure.class);
    two.put(Measure.HOLD_DELIVERED, lag);
    two.put(Measure.LAG, lag);
    write(two);
    String whole = Files.readString(log);
    Files.writeString(log, whole.substring(0, whole.length() - 200));
    refused("histogram 2 cannot be decoded");
  }

  @Test
  void aForeignFileIsRefused() throws IOException {
    Files.writeString(log, "once upon a time\n");
    refused("is not a line of a histogram log");
  }

  private void write(Map<Measure, SignedHistogram> totals) throws IOException {
    FakeRun.writeTotals(log, totals);
  }

  private void refused(String problem) {
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> TotalsLog.read(log))
        .withMessageStartingWith(log.toString())
        .withMessageContaining(problem);
  }
}
