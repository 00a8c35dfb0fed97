package longpoll.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import longpoll.histogram.Measure;
import longpoll.histogram.MeasureTag;
import longpoll.histogram.SignedHistogram;
import longpoll.histogram.TotalsLog;
import longpoll.measure.ErrorCollector;
import longpoll.measure.PlayedShard;
import longpoll.measure.RunSnapshot;
import longpoll.measure.VirtualClock;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.record.SeriesCsv;
import longpoll.record.SeriesRow;
import longpoll.result.RecordMaker;
import longpoll.settings.Settings;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShardMergeTest {
  private static final int SHARDS = 3;

  @TempDir Path directory;

  private Path folder(int shard) {
    return directory.resolve("shard-" + shard);
  }

  private List<Path> folders() {
    return Stream.of(0, 1, 2).map(this::folder).toList();
  }

  private void play(int shard, Consumer<PlayedShard> change) throws IOException {
    PlayedShard played = new PlayedShard(shard, SHARDS);
    change.accept(played);
    played.write(folder(shard));
  }

  private void playAll() throws IOException {
    for (int shard = 0; shard < SHARDS; shard++) {
      play(shard, same -> {});
    }
  }

  private RunFolder out() throws IOException {
    return new RunFolder(Files.createDirectories(directory.resolve("all")));
  }

  private RunRecord merged(Path... shards) throws IOException {
    return new ShardMerge(List.of(shards)).write(out(), "all", true);
  }

  private RunRecord merged() throws IOException {
    return merged(folder(2), folder(0), folder(1));
  }

  private RunRecord whole() throws IOException {
    RunSnapshot run = PlayedShard.whole().write(directory.resolve("whole"));
    ErrorCollector errors = new ErrorCollector((part, thrown) -> {});
    return new RecordMaker(run, errors)
        .record(
            Settings.Validity.recorded(run.first().description().settings()),
            Settings.Objectives.recorded(run.first().description().settings()),
            problem -> problem);
  }

  @Test
  void injectorsOfOneLoadMakeTheRecordOfOneInjector() throws IOException {
    playAll();
    RunRecord merged = merged();
    RunRecord whole = whole();

    assertThat(merged)
        .usingRecursiveComparison()
        .ignoringFields("id", "shards", "settings")
        .isEqualTo(whole);
    assertThat(merged.status()).isEqualTo(RunStatus.COMPLETE);
    assertThat(merged.settings()).hasToString(whole.settings().toString());
    assertThat(merged.id()).isEqualTo("all");
    assertThat(merged.events().received()).isEqualTo(10L * PlayedShard.USERS);
    assertThat(merged.metrics().get("broadcast").p50()).isBetween(9.0, 9.01);
    assertThat(merged.shards().expected()).isEqualTo(3);
    assertThat(merged.shards().merged()).isEqualTo(3);
    assertThat(merged.shards().missing()).isEmpty();
    assertThat(merged.shards().startErrorMs()).containsOnlyKeys("0", "1", "2");
    assertThat(merged.shards().health())
        .extracting(RunRecord.ShardHealth::users)
        .containsExactly(3, 3, 3);
  }

  @Test
  void theSeriesAndLogsAreThoseOfOneInjector() throws IOException {
    playAll();
    merged();
    whole();
    RunFolder whole = new RunFolder(directory.resolve("whole"));
    List<SeriesRow> rows = SeriesCsv.read(out().seriesCsv());
    List<SeriesRow> ofOne = SeriesCsv.read(whole.seriesCsv());

    assertThat(rows)
        .usingRecursiveComparison()
        .ignoringFields("injectorCpu", "loopLagMaxMs")
        .isEqualTo(ofOne);
    assertThat(histograms(TotalsLog.read(out().totalsLog())))
        .isEqualTo(histograms(TotalsLog.read(whole.totalsLog())));
    TreeMap<String, String> window = windowOf(out().latencyLog());
    assertThat(window).containsKey("lag").doesNotContainKey("broadcast");
    TreeMap<String, String> ofWhole = windowOf(whole.latencyLog());
    ofWhole.remove("broadcast");
    assertThat(window).isEqualTo(ofWhole);
  }

  private static TreeMap<Measure, String> histograms(java.util.Map<Measure, SignedHistogram> all) {
    TreeMap<Measure, String> text = new TreeMap<>();
    all.forEach((measure, values) -> text.put(measure, values.buckets().toString()));
    return text;
  }

  /** The lines that start in the window, added up by tag. */
  private static TreeMap<String, String> windowOf(Path log) throws IOException {
    TreeMap<String, SignedHistogram> sums = new TreeMap<>();
    long from = VirtualClock.START_MICROS / 1_000 + 2_000;
    try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
      while (reader.hasNext()) {
        AbstractHistogram line = (AbstractHistogram) reader.nextIntervalHistogram();
        if (line.getStartTimeStamp() >= from && line.getStartTimeStamp() < from + 10_000) {
          assertThat(MeasureTag.of(line.getTag())).isPresent();
          sums.computeIfAbsent(line.getTag(), any -> new SignedHistogram()).addFromZero(line);
        }
      }
    }
    TreeMap<String, String> text = new TreeMap<>();
    sums.forEach((tag, values) -> text.put(tag, values.buckets().toString()));
    return text;
  }

  @Test
  void withoutSeriesTheTotalsStandAlone() throws IOException {
    playAll();
    RunRecord record = new ShardMerge(folders()).write(out(), "all", false);

    assertThat(record.status()).isEqualTo(RunStatus.COMPLETE);
    assertThat(out().totalsLog()).exists();
    assertThat(out().seriesCsv()).doesNotExist();
    assertThat(out().latencyLog()).doesNotExist();
  }

  @Test
  void anInjectorThatIsMissingMakesTheRunInvalid() throws IOException {
    playAll();
    RunRecord record = merged(folder(0), folder(2));

    assertThat(record.status()).isEqualTo(RunStatus.INVALID);
    assertThat(record.reasons())
        .contains("1 of 3 injectors is missing (1), and with it 3 of 9 users");
    assertThat(record.shards().missing()).containsExactly(1);
    assertThat(record.objectives())
        .filteredOn(objective -> objective.name().equals("run is valid"))
        .noneMatch(RunRecord.Objective::met);
  }

  @Test
  void aLossOfOneInjectorsUsersIsALossOfTheRun() throws IOException {
    playAll();
    play(1, shard -> shard.lostSecond = 5);
    RunRecord record = merged();

    assertThat(record.events().missed()).isEqualTo(3);
    assertThat(record.health().broadcastsIncomplete()).isEqualTo(1);
    assertThat(record.objectives())
        .filteredOn(objective -> objective.name().equals("missed events"))
        .noneMatch(RunRecord.Objective::met);
  }

  @Test
  void anInjectorThatWasInterruptedMakesTheRunAborted() throws IOException {
    playAll();
    play(2, shard -> shard.interruptedMillis = 7_000L);
    RunRecord record = merged();

    assertThat(record.status()).isEqualTo(RunStatus.ABORTED);
    assertThat(record.reasons())
        .startsWith(
            "injector 2 was interrupted after 7 s: 5 s of 10 s of the window were measured by then");
  }

  @Test
  void aRunThatWasInterruptedSaysWhenTheFirstOfItsInjectorsWas() throws IOException {
    playAll();
    play(1, shard -> shard.interruptedMillis = 9_000L);
    play(2, shard -> shard.interruptedMillis = 4_000L);
    assertThat(merged().reasons())
        .startsWith(
            "injectors 1 to 2 were interrupted after 4 s: 2 s of 10 s of the window were measured"
                + " by then");

    play(0, shard -> shard.interruptedMillis = 10_000L);
    assertThat(merged().reasons())
        .startsWith("interrupted after 4 s: 2 s of 10 s of the window were measured");
  }

  @Test
  void windowsThatAreNotOneTellNothingOfBroadcasts() throws IOException {
    playAll();
    play(2, shard -> shard.laterMicros = 40_000);
    RunRecord record = merged();

    assertThat(record.health().broadcastsIncomplete()).isNull();
    assertThat(record.reasons())
        .anyMatch(reason -> reason.startsWith("the windows of the injectors began up to 40 ms"));
    assertThat(record.shards().startErrorMs().get("2")).isEqualTo(40.0);
  }

  static Stream<Arguments> foreign() {
    return Stream.of(
        Arguments.of(change(shard -> shard.settings.put("hold", "5s")), "hold is 5s, not 10s"),
        Arguments.of(
            change(shard -> shard.settings.put("target", "http://127.0.0.1:9000/poll")),
            "target is http://127.0.0.1:9000/poll, not http://127.0.0.1:8000/poll"),
        Arguments.of(change(shard -> shard.harness = "1.1"), "harness version is 1.1"),
        Arguments.of(change(shard -> shard.plannedMillis = 400), "the target planned other events"),
        Arguments.of(
            change(shard -> shard.laterMicros = 400_000_000L), "its window began 400 s later"));
  }

  private static Consumer<PlayedShard> change(Consumer<PlayedShard> change) {
    return change;
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void anInjectorOfAnotherLoadIsRefused(Consumer<PlayedShard> change, String words)
      throws IOException {
    playAll();
    play(1, change);

    assertThatThrownBy(() -> new ShardMerge(folders()))
        .isInstanceOf(MergeException.class)
        .hasMessageContaining("injector 1 (" + folder(1) + ") is not of the load of injector 0")
        .hasMessageContaining(words);
  }

  @Test
  void anotherNumberOfInjectorsIsAnotherLoad() throws IOException {
    playAll();
    new PlayedShard(1, 4).write(folder(1));

    assertThatThrownBy(() -> new ShardMerge(folders()))
        .isInstanceOf(MergeException.class)
        .hasMessageContaining("number of injectors is 4, not 3");
  }

  @Test
  void aRunOfASingleInjectorIsNoShard() throws IOException {
    PlayedShard.whole().write(folder(0));

    assertThatThrownBy(() -> new ShardMerge(List.of(folder(0))))
        .isInstanceOf(MergeException.class)
        .hasMessageContaining("is the run of a single injector, not of several");
  }

  @Test
  void anInjectorThatIsThereTwiceIsCountedOnce() throws IOException {
    playAll();
    List<Path> twice = new ArrayList<>(folders());
    twice.add(directory.resolve("copy"));
    new PlayedShard(1, SHARDS).write(twice.get(3));
    ShardMerge merge = new ShardMerge(twice);

    assertThat(merge.notices())
        .containsExactly("injector 1 (" + twice.get(3) + ") is there twice, and counted once");
    assertThat(merge.write(out(), "all", false).events().received()).isEqualTo(90);
  }

  @Test
  void twoRunsWithOneNumberAreRefused() throws IOException {
    playAll();
    PlayedShard other = new PlayedShard(1, SHARDS);
    other.id = "another run";
    other.write(directory.resolve("other"));
    List<Path> twice = new ArrayList<>(folders());
    twice.add(directory.resolve("other"));

    assertThatThrownBy(() -> new ShardMerge(twice))
        .isInstanceOf(MergeException.class)
        .hasMessageStartingWith("two runs are injector 1: ");
  }

  @Test
  void aFolderThatIsNotWholeIsLeftOutAndNamed() throws IOException {
    playAll();
    Path file = new RunFolder(folder(2)).shard();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    RunRecord record = merged();

    assertThat(record.status()).isEqualTo(RunStatus.INVALID);
    assertThat(record.shards().missing()).containsExactly(2);
    assertThat(record.reasons())
        .anyMatch(
            reason ->
                reason.startsWith("a folder was left out: ")
                    && reason.contains("shard.json.gz: not whole, or not"));
  }

  @Test
  void aLogThatIsNotWholeMakesTheRunInvalidAndItsTotalsStand() throws IOException {
    playAll();
    Path log = new RunFolder(folder(1)).latencyLog();
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(bytes, bytes.length - 30));
    Files.delete(new RunFolder(folder(2)).seriesCsv());
    RunRecord record = merged();

    assertThat(record.status()).isEqualTo(RunStatus.INVALID);
    assertThat(record.reasons())
        .anyMatch(reason -> reason.contains("latency.hlog: not whole"))
        .anyMatch(reason -> reason.contains("series.csv"));
    assertThat(record.events().received()).isEqualTo(90);
    assertThat(TotalsLog.read(out().totalsLog()).get(Measure.LAG).count()).isEqualTo(90);
    assertThat(SeriesCsv.read(out().seriesCsv())).hasSize(15);
  }

  @Test
  void logsThatEndTooSoonAtALineMakeTheRunInvalid() throws IOException {
    playAll();
    Path log = new RunFolder(folder(1)).latencyLog();
    List<String> lines = Files.readAllLines(log);
    Files.write(log, lines.subList(0, lines.size() / 2));
    Path series = new RunFolder(folder(2)).seriesCsv();
    Files.write(series, Files.readAllLines(series).subList(0, 8));
    RunRecord record = merged();

    assertThat(record.status()).isEqualTo(RunStatus.INVALID);
    assertThat(record.reasons())
        .anyMatch(
            reason ->
                reason.matches(
                    "latency.hlog of injector 1 .* has .* of 30 values of lag in the window"))
        .anyMatch(reason -> reason.matches("series.csv of injector 2 .* has 7 of 15 seconds"));
    assertThat(record.events().received()).isEqualTo(90);
  }

  @Test
  void aLineFarFromTheRunDoesNotHoldTheMergeUp() throws IOException {
    playAll();
    Path log = new RunFolder(folder(1)).latencyLog();
    List<String> lines = new ArrayList<>(Files.readAllLines(log));
    String last = lines.get(lines.size() - 1);
    lines.add(last.replaceFirst(",[0-9.]+,", ",900000000.000,"));
    Files.write(log, lines);
    RunRecord record = merged();

    assertThat(record.status()).isEqualTo(RunStatus.INVALID);
    assertThat(record.reasons()).anyMatch(reason -> reason.contains("s after the start"));
    assertThat(SeriesCsv.read(out().seriesCsv())).hasSize(15);
  }

  @Test
  void aDamagedChecksumIsADamagedFile() throws IOException {
    playAll();
    Path file = new RunFolder(folder(2)).shard();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 6] ^= 1;
    Files.write(file, bytes);

    assertThat(merged().shards().missing()).containsExactly(2);
  }

  @Test
  void aFileOfNothingIsLeftOut() throws IOException {
    playAll();
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(new RunFolder(folder(2)).shard()))) {
      out.write("null".getBytes(StandardCharsets.US_ASCII));
    }

    assertThat(merged().shards().missing()).containsExactly(2);
  }

  @Test
  void aSnapshotWithoutItsSettingsIsLeftOut() throws IOException {
    playAll();
    play(2, shard -> shard.withoutSettings = true);
    RunRecord record = merged();

    assertThat(record.shards().missing()).containsExactly(2);
    assertThat(record.reasons()).anyMatch(reason -> reason.contains("is missing"));
  }

  @Test
  void whatIsLeftOutBesideACompleteSetOfInjectorsIsOnlySaid() throws IOException {
    playAll();
    Path stray = Files.createDirectories(directory.resolve("stray"));
    RunRecord record = merged(folder(0), folder(1), folder(2), stray);

    assertThat(record.status()).isEqualTo(RunStatus.COMPLETE);
    assertThat(record.reasons()).anyMatch(reason -> reason.startsWith("a folder was left out: "));
  }

  @Test
  void usersThatArriveInTheWindowMakeTheRunInvalid() throws IOException {
    playAll();
    play(1, shard -> shard.startedLateMicros = 2_100_000);
    RunRecord record = merged();

    assertThat(record.status()).isEqualTo(RunStatus.INVALID);
    assertThat(record.reasons())
        .anyMatch(
            reason -> reason.startsWith("injector 1 began 2.1 s after start-at, so that users"));
    play(1, shard -> shard.startedLateMicros = 1_400_000);
    assertThat(merged().reasons()).isEmpty();
  }

  @Test
  void clocksThatAreApartDoNotPartTheWindows() throws IOException {
    playAll();
    play(1, shard -> shard.clockMicros = 300_000);
    RunRecord record = merged();

    assertThat(record.status()).isEqualTo(RunStatus.COMPLETE);
    assertThat(record.health().broadcastsIncomplete()).isZero();
    assertThat(record.events().received()).isEqualTo(90);
    assertThat(record.shards().startErrorMs().values()).containsOnly(0.0);
  }

  @Test
  void nothingThatCanBeUsedIsSaid() throws IOException {
    Files.createDirectories(folder(0));

    assertThatThrownBy(() -> new ShardMerge(List.of(folder(0))))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("nothing to merge")
        .hasMessageContaining("an injector that was given longpoll.shard writes one");
  }
}
