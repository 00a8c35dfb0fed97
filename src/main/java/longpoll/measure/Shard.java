package longpoll.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.record.RunRecord;
import longpoll.target.ClockOffset;
import longpoll.target.ServerStats;

/**
 * One injector's part of a run, as far as it cannot be added to another's: in a run of several,
 * shards stand side by side. Immutable.
 *
 * @param number from 0, in their order
 * @param aborted whether it was broken off
 * @param injector how this process fared in the window
 * @param readings what the server said of itself while the run lasted
 * @param serverAtStart before any load, or null where the target tells nothing
 * @param serverAtEnd when all polls had ended, or null
 * @param publisherAtStart what our publisher counted before any load, or null where the target
 *     publishes by itself
 * @param publisherAtEnd what it counted when all polls had ended, or null
 * @param clockAtStart null where the target's clock is unknown
 * @param clockAtEnd null as well where it could not be asked again
 * @param probes what is known of its probes; null where there were to be none
 * @param seriesRows how many rows {@code series.csv} has, one a second
 * @param writeFailure why some files of the run are not whole, or null
 * @param problems what else failed while it was closed, each in a sentence
 */
public record Shard(
    int number,
    RunDescription description,
    Timing timing,
    boolean aborted,
    RunRecord.Injector injector,
    ServerWatch.InWindow readings,
    ServerStats serverAtStart,
    ServerStats serverAtEnd,
    ServerStats publisherAtStart,
    ServerStats publisherAtEnd,
    ClockOffset clockAtStart,
    ClockOffset clockAtEnd,
    Probes probes,
    int seriesRows,
    String writeFailure,
    List<String> problems) {

  public Shard {
    problems = problems == null ? List.of() : List.copyOf(problems);
  }

  /**
   * The probes of a shard.
   *
   * @param count how many were asked for
   * @param account what they saw; null where nothing is known of it
   * @param lost why the account is not whole, or null
   * @param unlikeUsers why their polls are not quite those of the users
   */
  public record Probes(int count, ProbeAccount account, String lost, List<String> unlikeUsers) {
    public Probes {
      unlikeUsers = List.copyOf(unlikeUsers);
    }

    public boolean isWhole() {
      return account != null && lost == null;
    }

    public boolean haveFailed() {
      return account.polls().total().failures() > 0;
    }

    /** Why there is no lag as probes see it, or why it may not be that of the users. */
    public List<String> remarks() {
      List<String> remarks = new ArrayList<>();
      if (lost != null && account == null) {
        remarks.add(
            "no account of the probes, so nothing tells the injector's delay from the server's: "
                + lost);
      } else if (lost != null) {
        remarks.add(
            String.format(
                Locale.ROOT,
                "the account of the probes ends %.1f s after the start, so nothing tells the"
                    + " injector's delay from the server's from then on: %s",
                account.untilNanos() / 1e9,
                lost));
      }
      remarks.addAll(unlikeUsers);
      return remarks;
    }
  }

  /** How far the clocks were apart at the start, or two nulls where that is unknown. */
  public RunRecord.Clock clockThen() {
    return clockAtStart == null
        ? new RunRecord.Clock(null, null)
        : new RunRecord.Clock(clockAtStart.offsetUs(), clockAtStart.boundUs());
  }

  /** How far the clocks are apart, or two nulls where that is unknown. */
  public RunRecord.Clock clock() {
    if (clockAtStart == null || clockAtEnd == null) {
      return clockThen();
    }
    ClockOffset both = clockAtStart.until(clockAtEnd);
    return new RunRecord.Clock(both.offsetUs(), both.boundUs());
  }

  /**
   * When the phases of a shard began and when it was over, by the injector's clock.
   *
   * @param lateMicros how long after the timeline's start the first poll was sent
   * @param elapsedNanos from the timeline's start until the ledger was closed
   * @param serverOffsetMicros server clock minus the injector's, as lags were computed with it; or
   *     null where it is unknown
   */
  public record Timing(
      Timeline.Phases phases, long lateMicros, long elapsedNanos, Long serverOffsetMicros) {

    public static Timing of(
        Timeline timeline, long lateMicros, long nowNanos, Long serverOffsetMicros) {
      return new Timing(
          timeline.phases(), lateMicros, nowNanos - timeline.startNanos(), serverOffsetMicros);
    }

    /** The same by a clock that was 0 at its start. */
    public Timeline timeline() {
      return phases.from(0);
    }

    /** The window's length, as far as it was measured. */
    public double measuredSeconds() {
      return timeline().nanosInWindow(0, elapsedNanos) / 1e9;
    }

    /** When the ledger was closed, by the injector's clock. */
    public long endMicros() {
      return timeline().microsAt(elapsedNanos);
    }

    /** When the first poll was sent, by the injector's clock. */
    public long firstPollMicros() {
      return phases.startMicros() + lateMicros;
    }

    /** To be asked only where the offset is known, as the next one. */
    public long windowStartByServer() {
      return timeline().windowStartMicros() + serverOffsetMicros;
    }

    public long windowEndByServer() {
      return timeline().windowEndMicros() + serverOffsetMicros;
    }
  }
}
