package longpoll.prediction;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import longpoll.settings.Rearm;
import org.HdrHistogram.Histogram;

/**
 * Clients and a server that are as late as real ones: a model of its own, played user by user and
 * poll by poll, to hold predictions against. Instants in microseconds. Lateness is drawn like that
 * of a sound run of 5,000 users (median 4 ms, 99th percentile 46 ms). Not safe for threads.
 */
final class LateClients {
  /** What the server or the ledger does wrong. */
  enum Fault {
    NONE,
    /** Every 204 is early, by 100 ms a percent. */
    EARLY,
    /** Some events are given to nobody. */
    LOST_EVENTS,
    /** Some deliveries are lost, to one user each. */
    LOST_DELIVERIES,
    /** Some 204s are counted twice. */
    EMPTY_COUNTED_TWICE,
    /** Some deliveries are counted twice. */
    DELIVERY_COUNTED_TWICE
  }

  /** How delays depend on each other. */
  enum Manner {
    /** Each is drawn for itself. */
    APART,
    /** Answers of one moment are late together. */
    TOGETHER,
    /** As apart, but a hundred times as late in the first second. */
    SLOW_START,
    /** As apart, but server and clients stand still now and then for a quarter of a second. */
    STALLS
  }

  private static final long MOMENT = 20_000;
  private static final long STALL = 250_000;
  private static final long BETWEEN_STALLS = 15_000_000;

  final Shape shape;
  private final SplittableRandom random;
  private final Fault fault;
  private final int percent;
  private final double slowness;
  private final boolean shared;
  private final boolean slowStart;
  private final long[] stalls;
  private final double[] moments;
  private final MeasuredDelays delays =
      new MeasuredDelays(DelaySamples.none(), DelaySamples.none(), new Histogram(3), 2);
  private final long[][] planned;
  private final long[][] published;
  private final long[][] starts;
  private long asked;
  long delivered;
  long empty;

  /** A run: how many wait on how many channels for what, how long, and what they do then. */
  record Shape(
      int users,
      int channels,
      Duration every,
      boolean poisson,
      Duration hold,
      String rearm,
      boolean resumes,
      Duration ramp,
      Duration warmup,
      Duration window) {
    static final Shape DEFAULT =
        new Shape(
            5_000,
            50,
            Duration.ofSeconds(10),
            true,
            Duration.ofSeconds(10),
            "immediate",
            true,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60));

    long from() {
      return micros(ramp.plus(warmup));
    }

    long to() {
      return from() + micros(window);
    }
  }

  /**
   * @param slowness 1 for lateness as measured, 2 for twice that
   * @param percent how much of it goes wrong
   */
  LateClients(Shape shape, Manner manner, long seed, double slowness, Fault fault, int percent) {
    this.shape = shape;
    this.fault = fault;
    this.percent = percent;
    this.slowness = slowness;
    random = new SplittableRandom(seed);
    long end = shape.to() + 1_000_000;
    shared = manner == Manner.TOGETHER;
    slowStart = manner == Manner.SLOW_START;
    stalls =
        manner == Manner.STALLS
            ? random.longs(end / BETWEEN_STALLS, 0, end).sorted().toArray()
            : new long[0];
    moments = new double[(int) (end / MOMENT) + 100];
    Arrays.setAll(moments, any -> Math.exp(random.nextGaussian()));
    planned = new long[shape.channels][];
    published = new long[shape.channels][];
    for (int channel = 0; channel < shape.channels; channel++) {
      plan(channel, end);
    }
    starts = new long[shape.channels][];
    for (int channel = 0; channel < shape.channels; channel++) {
      int first = channel;
      starts[channel] =
          IntStream.range(0, shape.users)
              .filter(user -> user % shape.channels == first)
              .mapToLong(user -> micros(shape.ramp) * user / shape.users)
              .toArray();
    }
  }

  private void plan(int channel, long end) {
    long[] instants = new long[(int) (3 * end / micros(shape.every)) + 50];
    int count = 0;
    double at = 0;
    while (count < instants.length) {
      at +=
          shape.poisson
              ? -Math.log(1 - random.nextDouble()) * micros(shape.every)
              : micros(shape.every);
      if (at >= end) {
        break;
      }
      instants[count++] = (long) at;
    }
    planned[channel] = Arrays.copyOf(instants, count);
    published[channel] = new long[count];
    long last = 0;
    for (int event = 0; event < count; event++) {
      boolean isLost = fault == Fault.LOST_EVENTS && isHit();
      // Publishing keeps its order. A lost event comes at the end of all time.
      long instant = planned[channel][event];
      long late = Math.max(last, awake(instant + logNormal(0.5, 1)));
      last = late;
      published[channel][event] = isLost ? Long.MAX_VALUE : late;
      if (instant >= shape.from() && instant < shape.to()) {
        delays.slip().recordValue((late - instant) * 1_000);
      }
    }
  }

  /** Plays everybody and gives the prediction for them. */
  EmptyRatePrediction play() {
    Rearm rearm = Rearm.parse(shape.rearm);
    for (int channel = 0; channel < shape.channels; channel++) {
      for (long start : starts[channel]) {
        play(channel, start, rearm);
      }
    }
    EmptyRatePredictor predictor =
        new EmptyRatePredictor(shape.hold, rearm, shape.resumes, shape.from(), shape.to(), 1);
    for (int channel = 0; channel < shape.channels; channel++) {
      predictor.addChannel(planned[channel], starts[channel]);
    }
    return predictor.predict(delays);
  }

  double emptyRate() {
    return (double) empty / (delivered + empty);
  }

  private void play(int channel, long start, Rearm rearm) {
    long[] events = published[channel];
    long hold = micros(shape.hold);
    long sent = start;
    int next = -1;
    while (sent < shape.to()) {
      long arrived = awake(sent + logNormal(0.2, 1));
      boolean fresh = next < 0 || !shape.resumes;
      next = Math.max(0, next);
      while (fresh && next < events.length && events[next] <= arrived) {
        next++;
      }
      while (next < events.length && losesDelivery(events[next])) {
        next++;
      }
      long event = next < events.length ? events[next] : Long.MAX_VALUE;
      long limit = arrived + hold - (fault == Fault.EARLY ? percent * 100_000L : 0);
      long expires = awake(limit + logNormal(0.2, 0.5));
      boolean isEmpty = event > expires || event == expires && random.nextBoolean();
      long received = received(isEmpty ? expires : Math.max(event, arrived));
      int first = next;
      while (!isEmpty && next < events.length && events[next] <= Math.max(event, arrived)) {
        next++;
      }
      count(isEmpty, received);
      if (isEmpty) {
        record(MeasuredDelays.Users::lateness, received, received - sent - hold);
      } else if (sent <= planned[channel][first]) {
        long instant = planned[channel][first];
        record(MeasuredDelays.Users::lag, instant, received - instant);
      }
      long wait =
          rearm
                  .after(isEmpty, Duration.ofNanos((received - sent) * 1_000), shape.hold, random)
                  .toNanos()
              / 1_000;
      long again = received + wait + logNormal(0.28, 1.39);
      record(MeasuredDelays.Users::rearmGap, again, again - received);
      sent = again;
    }
  }

  private void record(Function<MeasuredDelays.Users, Histogram> measure, long at, long micros) {
    if (at < shape.to()) {
      measure
          .apply(at < shape.from() ? delays.beforeWindow() : delays.inWindow())
          .recordValue(Math.max(0, micros * 1_000));
    }
  }

  /** True in so many percent of all cases, evenly spread. */
  private boolean isHit() {
    asked += percent;
    return Math.floorMod(asked - 50, 100) < percent;
  }

  /** Events that are lost to all are no deliveries to lose. */
  private boolean losesDelivery(long event) {
    return event == Long.MAX_VALUE || fault == Fault.LOST_DELIVERIES && isHit();
  }

  private void count(boolean isEmpty, long at) {
    if (at < shape.from() || at >= shape.to()) {
      return;
    }
    if (isEmpty) {
      empty += fault == Fault.EMPTY_COUNTED_TWICE && isHit() ? 2 : 1;
    } else {
      delivered += fault == Fault.DELIVERY_COUNTED_TWICE && isHit() ? 2 : 1;
    }
  }

  private long received(long answered) {
    double factor = moments[(int) (answered / MOMENT % moments.length)];
    double start = slowStart && answered < 1_000_000 ? 100 : 1;
    double late = shared ? 3.2 * factor * (0.7 + 0.6 * random.nextDouble()) : 3.2 * drawn(1);
    return awake(answered + Math.round(slowness * start * late * 1_000));
  }

  /** When what is due at an instant is done by a process that may stand still. */
  private long awake(long due) {
    for (long stall : stalls) {
      if (due >= stall && due < stall + STALL) {
        return stall + STALL;
      }
    }
    return due;
  }

  private long logNormal(double medianMillis, double sigma) {
    return Math.round(slowness * medianMillis * 1_000 * drawn(sigma));
  }

  private double drawn(double sigma) {
    return Math.exp(sigma * random.nextGaussian());
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
