package longpoll.result;

import java.util.Objects;
import longpoll.histogram.SignedHistogram;
import longpoll.host.ProcessUse;
import longpoll.measure.ServerWatch;
import longpoll.measure.Shard;
import longpoll.record.RunRecord;
import longpoll.target.ServerStats;

/** What the server's own readings tell of a shard's window. Immutable. */
final class ServerFigures {
  private final ServerStats idle;
  private final ServerStats first;
  private final ServerStats last;
  private final ServerWatch.InWindow readings;
  private final long windowEndMillis;

  ServerFigures(Shard shard) {
    idle = shard.serverAtStart();
    readings = shard.readings();
    first = readings.first();
    last = readings.last();
    windowEndMillis = shard.timing().timeline().windowEndNanos() / 1_000_000;
  }

  /**
   * @param slips how late events were published, in nanoseconds; empty where they do not say
   */
  RunRecord.Server server(SignedHistogram slips) {
    Double slip = slips.millisAtPercentile(99);
    Double seconds = seconds();
    return last == null
        ? new RunRecord.Server(null, null, null, null, slip)
        : new RunRecord.Server(
            seconds == null || first.cpu() == null || last.cpu() == null
                ? null
                : ProcessUse.coresBusy(last.cpu() - first.cpu(), seconds),
            last.rssBytes(),
            readings.longestPauseMillis(),
            bytesPerHeldPoll(),
            slip);
  }

  /**
   * Polls held on average, less those of the probes; null where the server does not say, or the
   * probes do not for all of the window.
   */
  Double heldMean(RunRecord.Probes probes) {
    Double seconds = seconds();
    if (seconds == null
        || brokeOff(probes)
        || first.parkedSeconds() == null
        || last.parkedSeconds() == null) {
      return null;
    }
    double all = (last.parkedSeconds() - first.parkedSeconds()) / seconds;
    double ofProbes = probes == null || probes.heldMean() == null ? 0 : probes.heldMean();
    return Math.max(0, all - ofProbes);
  }

  /** The most that any reading told, less the most that the probes held; null as the mean. */
  Long heldMax(RunRecord.Probes probes) {
    if (readings.mostParked().isEmpty() || brokeOff(probes)) {
      return null;
    }
    long ofProbes = probes == null || probes.heldMax() == null ? 0 : probes.heldMax();
    return Math.max(0, readings.mostParked().getAsLong() - ofProbes);
  }

  /** How many the probes held after that, nobody knows: the server may not have noticed yet. */
  private boolean brokeOff(RunRecord.Probes probes) {
    return probes != null && probes.untilMs() != null && probes.untilMs() < windowEndMillis;
  }

  /**
   * The time between the first and the last reading in the window, by the server's own clock; null
   * where there is none, also since the server began anew in between.
   */
  private Double seconds() {
    boolean known = first != null && last != null && first.now() != null && last.now() != null;
    if (!known || last.now() <= first.now() || !Objects.equals(first.epoch(), last.epoch())) {
      return null;
    }
    return (last.now() - first.now()) / 1e6;
  }

  /** Null as well where the server has less than when it was idle: that is no cost of a poll. */
  private Double bytesPerHeldPoll() {
    boolean known = last.rssBytes() != null && idle != null && idle.rssBytes() != null;
    if (!known || last.parked() == 0) {
      return null;
    }
    long gained = last.rssBytes() - idle.rssBytes();
    return gained < 0 ? null : (Double) ((double) gained / last.parked());
  }
}
