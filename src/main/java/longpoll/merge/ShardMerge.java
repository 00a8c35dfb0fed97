package longpoll.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

  /**
   * Reads the folders of injectors.
   *
   * @throws MergeException when they are not of one load
   * @throws RecordException when none of them can be used
   */
  public ShardMerge(List<Path> folders) {
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
                run, id, new FoundShards(sum.expected(), sum.leftOut(), damaged), errors)
            .record(
                Settings.Validity.recorded(settings),
                Settings.Objectives.recorded(settings),
                problem -> problem);
    RunRecords.write(record, folder.runJson());
    return record;
  }

  private static Map<Measure, SignedHistogram> window(RunSnapshot run) {
    Map<Measure, SignedHistogram> window = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      window.put(measure, run.inWindow(measure));
    }
    return window;
  }
}
