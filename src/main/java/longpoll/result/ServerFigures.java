package longpoll.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import longpoll.histogram.SignedHistogram;
import longpoll.host.ProcessUse;
import longpoll.measure.RunSnapshot;
import longpoll.measure.ServerWatch;
import longpoll.measure.Shard;
import longpoll.record.RunRecord;
import longpoll.target.ServerStats;

/**
 * What the servers' own readings tell of the window; each server counts once, as the first injector
 * that polled it has read it. Null where any of them does not say. Immutable.
 */
final class ServerFigures {
  private final List<OneServer> servers;
  private final int injectors;
  private final long windowEndMillis;

  ServerFigures(RunSnapshot run) {
    Map<String, OneServer> byUrl = new LinkedHashMap<>();
    run.shards()
        .forEach(
            shard -> byUrl.putIfAbsent(shard.description().target().url(), new OneServer(shard)));
    servers = List.copyOf(byUrl.values());
    injectors = run.shards().size();
    windowEndMillis = run.first().timing().timeline().windowEndNanos() / 1_000_000;
  }

  /**
   * @param slips how late events were published, in nanoseconds; empty where they do not say
   */
  RunRecord.Server server(SignedHistogram slips) {
    Double gained = sum(OneServer::gainedBytes);
    // At the window's end an event may just have answered nearly all of them.
    Double parked = sum(OneServer::mostParked);
    Double rss = sum(OneServer::rssBytes);
    List<Double> pauses = all(OneServer::longestPauseMillis);
    return new RunRecord.Server(
        sum(OneServer::coresBusy),
        rss == null ? null : (Long) rss.longValue(),
        pauses == null ? null : Collections.max(pauses),
        gained == null || parked == null || parked == 0 ? null : (Double) (gained / parked),
        slips.millisAtPercentile(99));
  }

  /** Polls held on average, less those of the probes; null where these do not say all. */
  Double heldMean(RunRecord.Probes probes) {
    Double all = brokeOff(probes) ? null : sum(OneServer::heldMean);
    double ofProbes = probes == null || probes.heldMean() == null ? 0 : probes.heldMean();
    return all == null ? null : (Double) Math.max(0, all - ofProbes);
  }

  /** The most that any reading told, less the most that the probes held; null as the mean. */
  Long heldMax(RunRecord.Probes probes) {
    Double all = brokeOff(probes) ? null : sum(OneServer::mostParked);
    long ofProbes = probes == null || probes.heldMax() == null ? 0 : probes.heldMax();
    return all == null ? null : (Long) Math.max(0, all.longValue() - ofProbes);
  }

  /**
   * Connections that users and probes had when last asked in the warm-up. One more of each injector
   * is that of the question.
   */
  Long takenUp() {
    Double all = sum(OneServer::connectionsInWarmUp);
    return all == null ? null : (Long) Math.max(0, all.longValue() - injectors);
  }

  /** How many the probes held after that, nobody knows: the server may not have noticed yet. */
  private boolean brokeOff(RunRecord.Probes probes) {
    return probes != null && probes.untilMs() != null && probes.untilMs() < windowEndMillis;
  }

  private Double sum(Function<OneServer, Double> figure) {
    List<Double> all = all(figure);
    return all == null ? null : (Double) all.stream().mapToDouble(Double::doubleValue).sum();
  }

  private List<Double> all(Function<OneServer, Double> figure) {
    List<Double> all = new ArrayList<>();
    servers.forEach(server -> all.add(figure.apply(server)));
    return all.contains(null) ? null : all;
  }

  /** One server, as a shard that polled it has read it. What it does not say is null. */
  private static final class OneServer {
    private final ServerStats idle;
    private final ServerStats first;
    private final ServerStats last;
    private final ServerWatch.InWindow readings;

    OneServer(Shard shard) {
      idle = shard.serverAtStart();
      readings = shard.readings();
      first = readings.first();
      last = readings.last();
    }

    Double coresBusy() {
      Double seconds = seconds();
      return seconds == null || first.cpu() == null || last.cpu() == null
          ? null
          : ProcessUse.coresBusy(last.cpu() - first.cpu(), seconds);
    }

    Double rssBytes() {
      return last == null || last.rssBytes() == null ? null : (Double) (double) last.rssBytes();
    }

    Double longestPauseMillis() {
      return last == null ? null : readings.longestPauseMillis();
    }

    Double connectionsInWarmUp() {
      return readings.before() == null ? null : (Double) (double) readings.before().connections();
    }

    /** Null as well where the server has less than when it was idle: that is no cost of a poll. */
    Double gainedBytes() {
      boolean known =
          last != null && last.rssBytes() != null && idle != null && idle.rssBytes() != null;
      return !known || last.rssBytes() < idle.rssBytes()
          ? null
          : (Double) (double) (last.rssBytes() - idle.rssBytes());
    }

    Double heldMean() {
      Double seconds = seconds();
      return seconds == null || first.parkedSeconds() == null || last.parkedSeconds() == null
          ? null
          : (Double) ((last.parkedSeconds() - first.parkedSeconds()) / seconds);
    }

    Double mostParked() {
      return readings.mostParked().isEmpty()
          ? null
          : (Double) (double) readings.mostParked().getAsLong();
    }

    /**
     * The time between the first and the last reading in the window, by the server's own clock;
     * null where there is none, also since the server began anew in between.
     */
    private Double seconds() {
      boolean known = first != null && last != null && first.now() != null && last.now() != null;
      if (!known || last.now() <= first.now() || !Objects.equals(first.epoch(), last.epoch())) {
        return null;
      }
      return (last.now() - first.now()) / 1e6;
    }
  }
}
