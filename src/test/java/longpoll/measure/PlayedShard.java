package longpoll.measure;

import static longpoll.measure.TestRun.delivered;
import static longpoll.measure.TestRun.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import longpoll.host.LoopLag;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.SampleRecords;
import longpoll.settings.LoadShare;
import longpoll.settings.Rearm;
import longpoll.settings.SettingsLoader;

/**
 * What one injector of several leaves of a run in virtual time: each second one event of one
 * channel, which user {@code k} of the load has {@code 1 + k} ms later. Change the fields, then
 * {@link #write}.
 */
public final class PlayedShard {
  public static final int USERS = 9;

  private final LoadShare share;

  /** Beside the usual ones, without their prefix. */
  public final Map<String, String> settings = new TreeMap<>();

  public String id;
  public String harness = "1.0";

  /** How much later than others its window begins, by the server's clock. */
  public long laterMicros;

  /** When the first event of each second is planned, after its begin. */
  public double plannedMillis = 500;

  /** When it was interrupted, since its begin; null for not at all. */
  public Long interruptedMillis;

  /** How far its clock is behind that of the others. */
  public long clockMicros;

  /** How long after its start the first poll is said to have been sent. */
  public long startedLateMicros;

  /** As a snapshot is whose settings could not be written down. */
  public boolean withoutSettings;

  /** Users that never got the event of this second of the run; none with -1. */
  public int lostSecond = -1;

  public PlayedShard(int shard, int shards) {
    share = new LoadShare(shard, shards);
    id = "shard-" + shard;
  }

  /** The one injector that there could have been. */
  public static PlayedShard whole() {
    return new PlayedShard(0, 1);
  }

  /** Writes the files of a run folder, but for record and report. */
  public RunSnapshot write(Path path) throws IOException {
    RunFolder folder = new RunFolder(Files.createDirectories(path));
    TestRun run =
        new TestRun(
            new VirtualClock(-clockMicros),
            RunLedger.builder()
                .serverOffsetMicros(TestRun.OFFSET_MICROS + laterMicros + clockMicros)
                .plan(TestRun.plan(Map.of("a", planned())))
                .audience(Audience.ofEach(share.count(USERS))));
    RunSampler sampler = new RunSampler(run.ledger, new LoopLag(), null, progress -> {});
    sampler.open(folder);
    List<TestRun.User> users = new ArrayList<>();
    for (int own = 0; own < share.count(USERS); own++) {
      users.add(run.user().sent(0));
    }
    for (int second = 0; second < 14; second++) {
      if (second == 2) {
        sampler.windowBegins();
      }
      for (int own = 0; own < users.size() && second != lostSecond; own++) {
        double planned = second * 1_000 + plannedMillis;
        double got = planned + 1 + (share.first(USERS) + own) + laterMicros % 1_000_000 / 1e3;
        users.get(own).answered(got, delivered(event(second + 1, planned))).sent(got);
      }
      run.clock.to((second + 1) * 1_000);
      sampler.tick();
      if (second == 11) {
        sampler.windowEnds();
      }
    }
    RunSampler.Sampled sampled = sampler.close(folder, FailingPart.none());
    Shard shard =
        SampleShards.shard(
            share.shard(),
            description(),
            timing(run.ledger.timing()),
            interruptedMillis != null,
            sampled.seriesRows());
    RunSnapshot snapshot = run.ledger.snapshot(sampled, shard, FailingPart.none());
    RunSnapshots.write(snapshot, folder.shard());
    return snapshot;
  }

  private Shard.Timing timing(Shard.Timing measured) {
    return new Shard.Timing(
        measured.phases(),
        startedLateMicros,
        interruptedMillis == null ? measured.elapsedNanos() : interruptedMillis * 1_000_000,
        measured.serverOffsetMicros());
  }

  private double[] planned() {
    double[] planned = new double[14];
    for (int second = 0; second < planned.length; second++) {
      planned[second] = second * 1_000 + plannedMillis;
    }
    return planned;
  }

  private RunDescription description() {
    Map<String, String> given = new TreeMap<>();
    given.put("longpoll.target", "http://127.0.0.1:8000/poll");
    given.put("longpoll.users", Integer.toString(USERS));
    given.put("longpoll.channels", "1");
    given.put("longpoll.start-at", "2023-11-14T22:13:20Z");
    given.put("longpoll.shard", share.toString());
    settings.forEach((key, value) -> given.put("longpoll." + key, value));
    RunRecord full = SampleRecords.full();
    RunRecord.Environment sample = full.environment();
    RunRecord.Environment environment =
        new RunRecord.Environment(
            sample.cpu(),
            sample.cores(),
            sample.memoryBytes(),
            sample.os(),
            sample.kernel(),
            sample.jdk(),
            sample.jvmArgs(),
            sample.gatling(),
            harness,
            sample.commit(),
            sample.dirty(),
            sample.ci(),
            sample.fingerprint());
    return new RunDescription(
        id,
        "label",
        "simulation",
        withoutSettings ? Map.of() : new SettingsLoader(Path.of("")).load(given).resolved(),
        full.target(),
        null,
        environment,
        share,
        share.count(USERS),
        USERS,
        Duration.ofSeconds(10),
        new Rearm.Immediate());
  }
}
