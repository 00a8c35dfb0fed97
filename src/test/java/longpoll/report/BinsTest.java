package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import longpoll.record.SeriesRow;
import org.junit.jupiter.api.Test;

class BinsTest {
  @Test
  void upToAThousandSecondsAreDrawnOneByOne() {
    Bins bins = Bins.forChart(rows(1000));
    assertThat(bins.thinned()).isFalse();
    assertThat(bins.middles()).hasSize(1000).startsWith(0.5, 1.5).endsWith(999.5);
  }

  @Test
  void aLongRunIsDrawnInAtMostFourHundredGroupsThatLoseNoSecond() {
    Bins bins = Bins.forChart(rows(3601));
    assertThat(bins.size()).isEqualTo(10);
    assertThat(bins.groups()).hasSize(361);
    assertThat(bins.groups().stream().mapToInt(List::size).sum()).isEqualTo(3601);
    assertThat(bins.mean(SeriesRow::held)[0]).isEqualTo(4.5);
    assertThat(bins.lowest(SeriesRow::held)[0]).isEqualTo(0);
    assertThat(bins.highest(SeriesRow::held)[0]).isEqualTo(9);
  }

  @Test
  void theRateOfAGroupIsCountedAnew() {
    List<SeriesRow> two = List.of(row(0, 90, 10), row(1, 0, 1));
    assertThat(Bins.emptyRate(two)).isEqualTo(11.0 / 101);
    assertThat(Bins.emptyRate(List.of(row(0, 0, 0)))).isNaN();
  }

  @Test
  void whatWasNotMeasuredIsNoNumber() {
    Bins bins = Bins.forChart(rows(3));
    assertThat(bins.mean(SeriesRow::serverHeld)).containsOnly(Double.NaN);
    assertThat(bins.highest(SeriesRow::lagP99Ms)).containsOnly(Double.NaN);
  }

  private static List<SeriesRow> rows(int seconds) {
    return IntStream.range(0, seconds).mapToObj(second -> row(second, 1, 1)).toList();
  }

  private static SeriesRow row(int second, long delivered, long empty) {
    return new SeriesRow(
        second,
        "window",
        second,
        null,
        delivered + empty,
        delivered,
        empty,
        0,
        0,
        delivered,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
