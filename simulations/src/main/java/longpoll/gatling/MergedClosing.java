package longpoll.gatling;

import java.io.File;
import java.util.List;
import longpoll.measure.ErrorCollector;
import longpoll.merge.ShardMerge;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.record.RunRecords;
import longpoll.report.Console;
import longpoll.result.Objectives;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a run of several injectors on this machine: makes one record of what each of them has
 * left. If that fails, the run has the first injector's record, and is not valid.
 *
 * @param folder the run's
 */
record MergedClosing(Injectors injectors, RunFolder folder, Console console) {
  private static final Logger LOG = LoggerFactory.getLogger(MergedClosing.class);

  /** Returns what the run as a whole has reached. */
  List<Objective> close() {
    ErrorCollector errors =
        new ErrorCollector((part, thrown) -> LOG.error("{} failed", part, thrown));
    RunRecord merged = errors.get("the merge of the injectors", null, this::merge);
    injectors.close();
    RunRecord record =
        merged == null ? RunRecords.read(Injectors.folderOfFirst(folder).runJson()) : merged;
    return new RunPages(folder, console, errors)
        .write(() -> Objectives.judgedBefore(record, errors.problems()))
        .objectives();
  }

  private RunRecord merge() throws Exception {
    Injectors.Left left = injectors.moveInto(folder);
    // A record may be shown to strangers, who need not know where it was made.
    String here = folder.path() + File.separator;
    ShardMerge merge = new ShardMerge(left.folders(), words -> words.replace(here, ""));
    merge.notices().forEach(LOG::info);
    return merge
        .write(folder, folder.path().getFileName().toString(), true)
        .withReasons(left.lost());
  }
}
