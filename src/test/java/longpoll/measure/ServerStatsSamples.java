package longpoll.measure;

import java.util.List;
import longpoll.target.ServerStats;

/** What a server might say of itself. */
public final class ServerStatsSamples {
  private ServerStatsSamples() {}

  /**
   * @param nowMicros the server's clock
   * @param cpu seconds of processor time
   */
  public static ServerStats stats(
      String epoch, Long nowMicros, long parked, double parkedSeconds, Double cpu, Long rssBytes) {
    return new ServerStats(
        epoch,
        "0.1.0",
        nowMicros,
        0L,
        parked,
        9_999,
        100,
        50,
        40,
        0,
        0,
        20,
        0,
        0L,
        parked,
        parked,
        parkedSeconds,
        50L,
        cpu,
        2,
        rssBytes,
        1_000L,
        new ServerStats.Gc(3L, 6.0, 4.5, null),
        0.8,
        1.5,
        10.0,
        "poisson",
        10.0,
        1L,
        List.of("a"),
        128,
        null);
  }

  /** A publisher's, which holds no polls. */
  public static ServerStats publisher(double slipP99Ms, ServerStats.Publishing publishing) {
    ServerStats all = stats("e1", 1_000_000L, 0, 0, 1.0, 50_000_000L);
    return copy(all, all.gc(), slipP99Ms, publishing);
  }

  /** A server that tells of pauses, each with the instant at which it ended. */
  public static ServerStats pauses(long nowMicros, ServerStats.Pause... pauses) {
    ServerStats all = stats("e1", nowMicros, 0, 0, null, null);
    ServerStats.Gc gc = new ServerStats.Gc(3L, 6.0, 900.0, List.of(pauses));
    return copy(all, gc, all.publishSlipP99Ms(), null);
  }

  private static ServerStats copy(
      ServerStats all, ServerStats.Gc gc, Double slipP99Ms, ServerStats.Publishing publishing) {
    return new ServerStats(
        all.epoch(),
        all.version(),
        all.now(),
        all.origin(),
        all.parked(),
        all.peak(),
        all.polls(),
        all.delivered(),
        all.empty(),
        all.gap(),
        all.aborted(),
        all.published(),
        all.rejected(),
        all.malformed(),
        all.connections(),
        all.connectionsOpened(),
        all.parkedSeconds(),
        all.eventsDelivered(),
        all.cpu(),
        all.cores(),
        all.rssBytes(),
        all.heapUsedBytes(),
        gc,
        slipP99Ms,
        all.publishSlipMaxMs(),
        all.hold(),
        all.schedule(),
        all.every(),
        all.seed(),
        all.channels(),
        all.backlog(),
        publishing);
  }

  public static ServerStats parked(long parked) {
    return stats("e1", 1_000_000L, parked, 0, null, null);
  }
}
