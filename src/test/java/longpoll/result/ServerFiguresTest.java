package longpoll.result;

import static longpoll.measure.ServerStatsSamples.stats;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import longpoll.histogram.SignedHistogram;
import longpoll.measure.FailingPart;
import longpoll.measure.RunDescription;
import longpoll.measure.RunSampler;
import longpoll.measure.RunSnapshot;
import longpoll.measure.SampleShards;
import longpoll.measure.ServerWatch;
import longpoll.measure.Shard;
import longpoll.measure.TestRun;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.Test;

/** Injectors that polled the same server have read the same figures; others are added. */
class ServerFiguresTest {
  private static final String ONE = "http://127.0.0.1:8001/poll";
  private static final String OTHER = "http://127.0.0.1:8002/poll";
  private static final long SECOND = 1_000_000;

  /** A server that held so many polls for 10 s, at 2,000 bytes each and half a core. */
  private static RunSnapshot shard(int number, String url, Long polls, double pauseMs) {
    RunDescription sample = SampleShards.DESCRIPTION;
    RunDescription description =
        new RunDescription(
            sample.id(),
            sample.label(),
            sample.simulation(),
            sample.settings(),
            new RunRecord.Target(url, true, "native", "1"),
            null,
            sample.environment(),
            sample.share(),
            sample.users(),
            sample.usersOfAll(),
            sample.hold(),
            sample.rearm());
    ServerWatch.InWindow readings =
        polls == null
            ? ServerWatch.InWindow.NONE
            : new ServerWatch.InWindow(
                stats("e", 5 * SECOND, polls, 0, 0.5, 0L),
                stats("e", 10 * SECOND, polls, 0, 1.0, 0L),
                // Nearly all have just been answered.
                stats("e", 20 * SECOND, 1, 10.0 * polls, 6.0, 50_000_000 + 2_000 * polls),
                OptionalLong.of(polls),
                pauseMs);
    TestRun run = TestRun.withPlan();
    Shard shard =
        new Shard(
            number,
            description,
            run.ledger.timing(),
            false,
            new RunRecord.Injector(null, null, null, null, null, null),
            readings,
            stats("e", 0L, 0, 0, 0.0, 50_000_000L),
            null,
            null,
            null,
            null,
            null,
            null,
            0,
            null,
            List.of());
    return run.ledger.snapshot(RunSampler.Sampled.NONE, shard, FailingPart.none());
  }

  @Test
  void eachServerCountsOnce() {
    RunSnapshot run =
        shard(0, ONE, 100L, 4).plus(shard(1, OTHER, 300L, 9)).plus(shard(2, ONE, 110L, 4));
    ServerFigures figures = new ServerFigures(run);
    RunRecord.Server server = figures.server(new SignedHistogram());

    assertThat(figures.heldMean(null)).isEqualTo(400);
    assertThat(figures.heldMax(null)).isEqualTo(400);
    assertThat(server.cpu()).isEqualTo(1.0);
    assertThat(server.rssBytes()).isEqualTo(2 * 50_000_000 + 400 * 2_000);
    assertThat(server.gcPauseMaxMs()).isEqualTo(9);
    assertThat(server.bytesPerHeldPoll()).isEqualTo(2_000);
  }

  @Test
  void whatSeveralServersHadTakenUpIsAdded() {
    RunSnapshot all = shard(0, ONE, 5L, 4).plus(shard(1, OTHER, 5L, 4));
    RunSnapshot half = shard(0, ONE, 5L, 4).plus(shard(1, OTHER, 1L, 4));

    assertThat(RunRemarks.lateStart(all, 1L, 0)).isEmpty();
    assertThat(RunRemarks.lateStart(half, 1L, 0))
        .singleElement()
        .asString()
        .contains("the server had taken up 4 of 8 connections");
  }

  @Test
  void whatOneServerDoesNotSayIsNotKnownOfAll() {
    RunSnapshot run = shard(0, ONE, 100L, 4).plus(shard(1, OTHER, null, 0));
    ServerFigures figures = new ServerFigures(run);
    RunRecord.Server server = figures.server(new SignedHistogram());

    assertThat(figures.heldMean(null)).isNull();
    assertThat(figures.heldMax(null)).isNull();
    assertThat(server.cpu()).isNull();
    assertThat(server.rssBytes()).isNull();
    assertThat(server.gcPauseMaxMs()).isNull();
    assertThat(server.bytesPerHeldPoll()).isNull();
  }
}
