package longpoll.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.measure.ErrorCollector;
import longpoll.measure.HistogramLogs;
import longpoll.measure.RunSnapshot;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.result.FoundShards;
import longpoll.result.RecordMaker;
import longpoll.settings.Settings;

/** One run of what several injectors measured. For one use, by one thread. */
public final class ShardMerge {
  private final ShardSum sum = new ShardSum();
  private final UnaryOperator<String> shown;

  /** Reads the folders of injectors, and names them by their paths. */
  public ShardMerge(List<Path> folders) {
    this(folders, UnaryOperator.identity());
  }

  /**
   * Reads the folders of injectors.
   *
   * @param shown makes words with a folder's path in them fit to be shown to strangers
   * @throws MergeException when they are not of one load
   * @throws RecordException when none of them can be used
   */
  public ShardMerge(List<Path> folders, UnaryOperator<String> shown) {
    this.shown = shown;
    folders.forEach(sum::add);
    if (sum.sum() == null) {
      throw new RecordException(
          folders.get(0), "nothing to merge: " + String.join("; ", sum.leftOut()));
    }
  }

  /** What is worth a word, and nothing more. */
  public List<String> notices() {
    return sum.notices();
  }

  /**
   * Writes record and logs; reports are made of them.
   *
   * @param id the name that the folder will have in the end
   * @param withSeries whether to write what happened second by second, which takes most of the time
   */
  public RunRecord write(RunFolder folder, String id, boolean withSeries) throws IOException {
    RunSnapshot run = sum.sum();
    List<String> damaged = withSeries ? new MergedLogs(sum.parts(), run).write(folder) : List.of();
    HistogramLogs.writeTotals(window(run), run.first().timing().timeline(), folder.totalsLog());
    ErrorCollector errors = new ErrorCollector((part, thrown) -> {});
    Map<String, Object> settings = run.first().description().settings();
    RunRecord record =
        RecordMaker.ofShards(
                run,
                id,
                new FoundShards(sum.expected(), shown(sum.leftOut()), shown(damaged)),
                errors)
            .record(
                Settings.Validity.recorded(settings),
                Settings.Objectives.recorded(settings),
                shown);
    RunRecords.write(record, folder.runJson());
    return record;
  }

  private List<String> shown(List<String> words) {
    return words.stream().map(shown).toList();
  }

  private static Map<Measure, SignedHistogram> window(RunSnapshot run) {
    Map<Measure, SignedHistogram> window = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      window.put(measure, run.inWindow(measure));
    }
    return window;
  }
}
