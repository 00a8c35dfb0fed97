package longpoll.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesCsvTest {
  private static final String HEADER =
      "second,phase,held,serverHeld,polls,delivered,empty,gap,failed,events,emptyRate,"
          + "lagP50Ms,lagP99Ms,lagMaxMs,holdP50Ms,holdP99Ms,injectorCpu,serverCpu,loopLagMaxMs";
  private static final SeriesRow FULL =
      new SeriesRow(
          12, "window", 5000, 4998L, 700, 440, 255, 3, 2, 460, 0.366906, 1.25, 30.5, 41.0, 5000.25,
          9900.0, 0.75, 0.5, 2.0625);
  private static final String FULL_LINE =
      "12,window,5000,4998,700,440,255,3,2,460,0.3669,1.2500,30.5000,41.0000,5000.2500,"
          + "9900.0000,0.7500,0.5000,2.0625";
  private static final SeriesRow SPARSE =
      new SeriesRow(
          0, "ramp", 10, null, 0, 0, 0, 0, 0, 0, null, null, null, null, null, null, null, null,
          null);
  private static final String SPARSE_LINE = "0,ramp,10,,0,0,0,0,0,0,,,,,,,,,";

  @TempDir Path folder;

  @Test
  void theFormatIsTheSameUnderEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      for (String tag : List.of("en-US", "de-DE", "ar-EG-u-nu-arab", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(SeriesCsv.header()).isEqualTo(HEADER);
        assertThat(SeriesCsv.line(FULL)).as(tag).isEqualTo(FULL_LINE);
        assertThat(SeriesCsv.line(SPARSE)).as(tag).isEqualTo(SPARSE_LINE);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whatWasWrittenIsReadBackAndNullStaysNull() throws IOException {
    List<SeriesRow> rows = SeriesCsv.read(file(HEADER, FULL_LINE, SPARSE_LINE));
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).emptyRate()).isEqualTo(0.3669);
    assertThat(SeriesCsv.line(rows.get(0))).isEqualTo(FULL_LINE);
    assertThat(rows.get(1)).isEqualTo(SPARSE);
  }

  @Test
  void largeAndSmallNumbersAreWrittenWithoutExponents() {
    SeriesRow row =
        new SeriesRow(
            1,
            "window",
            1,
            null,
            1,
            1,
            0,
            0,
            0,
            1,
            0.0,
            0.00001,
            36_000_000.5,
            null,
            null,
            null,
            null,
            null,
            null);
    assertThat(SeriesCsv.line(row)).contains(",0.0000,0.0000,36000000.5000,");
  }

  @Test
  void whatCannotBeComputedIsEmpty() {
    SeriesRow row =
        new SeriesRow(
            0,
            "ramp",
            10,
            null,
            0,
            0,
            0,
            0,
            0,
            0,
            Double.NaN,
            null,
            null,
            null,
            null,
            null,
            1 / 0.0,
            null,
            null);
    assertThat(SeriesCsv.line(row)).isEqualTo(SPARSE_LINE);
  }

  @Test
  void whatIsNotPlainIsReadTheSame() throws IOException {
    String quoted = FULL_LINE.replace("window", "\"window\"");
    assertThat(SeriesCsv.read(file(HEADER, quoted)))
        .isEqualTo(SeriesCsv.read(file(HEADER, FULL_LINE)));
  }

  @Test
  void numbersThatOnlyJavaWritesAreRefused() throws IOException {
    refused(file(HEADER, FULL_LINE.replace("30.5000", "30.5d")), "line 2, column lagP99Ms");
    refused(file(HEADER, FULL_LINE.replace("30.5000", "0x1p3")), "line 2, column lagP99Ms");
  }

  @Test
  void aHeaderWithoutRowsIsARunWithoutSeconds() throws IOException {
    assertThat(SeriesCsv.read(file(HEADER))).isEmpty();
  }

  @Test
  void columnsMayStandInAnotherOrderAndLaterOnesAreIgnored() throws IOException {
    Path csv =
        file(
            "extra," + HEADER.replace("second,phase", "phase,second"),
            "?,ramp,0" + SPARSE_LINE.substring(6));
    assertThat(SeriesCsv.read(csv)).containsExactly(SPARSE);
  }

  @Test
  void aMissingFileIsNamed() {
    refused(folder.resolve("series.csv"), "series.csv", "no such file");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    refused(file(""), "a header line was expected");
  }

  @Test
  void aMissingColumnIsNamed() throws IOException {
    refused(file(HEADER.replace("lagP99Ms,", "")), "column lagP99Ms is missing");
  }

  @Test
  void aBadNumberIsNamedByLineAndColumn() throws IOException {
    refused(
        file(HEADER, SPARSE_LINE, FULL_LINE.replace("30.5000", "3O.5")),
        "line 3, column lagP99Ms is not a number: 3O.5");
    refused(
        file(HEADER, FULL_LINE.replace("5000,4998", "many,4998")),
        "line 2, column held is not a number: many");
  }

  @Test
  void anEmptyFieldThatMustBeMeasuredIsNamedByLineAndColumn() throws IOException {
    refused(file(HEADER, SPARSE_LINE.replace("ramp,10", "ramp,")), "line 2, column held is empty");
  }

  @Test
  void aTruncatedOrOverlongLineIsNamed() throws IOException {
    refused(file(HEADER, FULL_LINE, "13,window,50"), "line 3", "expected 19, found 3");
    refused(file(HEADER, FULL_LINE + ",1"), "line 2", "expected at most 19");
  }

  private void refused(Path csv, String... parts) {
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> SeriesCsv.read(csv))
        .withMessageStartingWith(csv.toString())
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("series.csv"), List.of(lines));
  }
}
