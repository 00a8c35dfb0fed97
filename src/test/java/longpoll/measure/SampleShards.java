package longpoll.measure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import longpoll.record.RunRecord;
import longpoll.record.SampleRecords;
import longpoll.settings.LoadShare;
import longpoll.settings.Rearm;

/** Shards of which nothing is known besides their ledger. */
public final class SampleShards {
  public static final RunDescription DESCRIPTION =
      description(Duration.ofSeconds(4), new Rearm.Immediate());

  private SampleShards() {}

  public static RunDescription description(Duration hold, Rearm rearm) {
    RunRecord full = SampleRecords.full();
    return new RunDescription(
        "id",
        "label",
        "simulation",
        Map.of(),
        full.target(),
        null,
        full.environment(),
        LoadShare.WHOLE,
        4,
        4,
        hold,
        rearm);
  }

  public static Shard shard(
      int number, RunDescription description, RunLedger ledger, boolean aborted) {
    return shard(number, description, ledger.timing(), aborted, 0);
  }

  public static Shard shard(
      int number,
      RunDescription description,
      Shard.Timing timing,
      boolean aborted,
      int seriesRows) {
    return new Shard(
        number,
        description,
        timing,
        aborted,
        new RunRecord.Injector(null, null, null, null, null, null),
        ServerWatch.InWindow.NONE,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        seriesRows,
        null,
        List.of());
  }

  /** What a ledger has, without what a sampler would have drained out of it. */
  public static RunSnapshot snapshot(
      RunLedger ledger, RunDescription description, boolean aborted) {
    return ledger.snapshot(
        RunSampler.Sampled.NONE, shard(0, description, ledger, aborted), FailingPart.none());
  }

  public static RunSnapshot snapshot(RunLedger ledger) {
    return snapshot(ledger, DESCRIPTION, false);
  }
}
