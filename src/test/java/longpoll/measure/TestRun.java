package longpoll.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import longpoll.dialect.Answer;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.StreamPosition;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.result.Completeness;

/**
 * Ledger in virtual time: ramp 1 s, warm-up 1 s, a window of 10 s, a tail of 2 s; instants in
 * milliseconds since the start. The server's clock is 7 ms ahead.
 */
public final class TestRun {
  public static final long OFFSET_MICROS = 7_000;
  public static final long HOLD_NANOS = Duration.ofSeconds(4).toNanos();
  public static final double WINDOW_START = 2_000;
  public static final double WINDOW_END = 12_000;
  public static final double END = 14_000;

  public final VirtualClock clock;
  public final List<String> warnings = new ArrayList<>();
  public final RunLedger ledger;

  public TestRun(RunLedger.Builder builder) {
    this(new VirtualClock(), builder);
  }

  public TestRun(VirtualClock clock, RunLedger.Builder builder) {
    this.clock = clock;
    ledger =
        builder
            .clock(clock)
            .warning(warnings::add)
            .timeline(
                now ->
                    new Timeline(
                        now.nanoTime(),
                        now.epochMicros(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2)))
            .open();
    ledger.begin();
  }

  public static TestRun withoutPlan() {
    return new TestRun(RunLedger.builder().serverOffsetMicros(OFFSET_MICROS));
  }

  public static TestRun withPlan(double... millis) {
    return new TestRun(builder(millis));
  }

  public static TestRun bare(double... millis) {
    return new TestRun(builder(millis).resumes(false));
  }

  /** A plan for channel {@code a}. */
  public static RunLedger.Builder builder(double... millis) {
    return RunLedger.builder().serverOffsetMicros(OFFSET_MICROS).plan(plan(Map.of("a", millis)));
  }

  public static PublishPlan plan(Map<String, double[]> millis) {
    Map<String, long[]> micros = new TreeMap<>();
    millis.forEach(
        (channel, planned) ->
            micros.put(channel, Arrays.stream(planned).mapToLong(TestRun::serverMicros).toArray()));
    return new PublishPlan(micros);
  }

  /** The server's clock at an instant of the run. */
  public static long serverMicros(double millis) {
    return VirtualClock.START_MICROS + Math.round(millis * 1_000) + OFFSET_MICROS;
  }

  public static PolledEvent event(long seq, double plannedMillis) {
    return event("a", seq, plannedMillis);
  }

  public static PolledEvent event(String channel, long seq, double plannedMillis) {
    return new PolledEvent(seq, channel, seq, serverMicros(plannedMillis));
  }

  public static Answer delivered(PolledEvent... events) {
    return deliveredIn("e1", events);
  }

  public static Answer deliveredIn(String epoch, PolledEvent... events) {
    return Answer.delivered(new StreamPosition("1", epoch), List.of(events));
  }

  public static Answer empty() {
    return Answer.empty(new StreamPosition("1", "e1"));
  }

  public User user() {
    return user("a");
  }

  public User user(String channel) {
    return new User(ledger.user(channel));
  }

  public RunRecord.Events events() {
    return events(true, 10);
  }

  /**
   * @param whole whether the run came to its end
   * @param measuredSeconds of the window
   */
  public RunRecord.Events events(boolean whole, double measuredSeconds) {
    RunSnapshot snapshot = SampleShards.snapshot(ledger, SampleShards.DESCRIPTION, !whole);
    return Completeness.events(snapshot, clock.epochMicros(), measuredSeconds);
  }

  /** The window's values of a measure, taken out of the ledger. */
  public Map<Measure, MetricSummary> drainedWindow() {
    Map<Measure, SignedHistogram> all = new TreeMap<>();
    ledger.bank.drain(
        (measure, phase, negative, values) -> {
          if (phase == Phase.WINDOW) {
            SignedHistogram one = all.computeIfAbsent(measure, any -> new SignedHistogram());
            if (negative) {
              one.addBelowZero(values);
            } else {
              one.addFromZero(values);
            }
          }
        });
    Map<Measure, MetricSummary> summaries = new TreeMap<>();
    all.forEach((measure, values) -> summaries.put(measure, values.summary()));
    return summaries;
  }

  /** A user whose every act moves the clock to its instant. */
  public final class User {
    public final UserLedger userLedger;

    User(UserLedger userLedger) {
      this.userLedger = userLedger;
    }

    public User sent(double millis) {
      return sent(millis, HOLD_NANOS);
    }

    public User sent(double millis, long holdLimitNanos) {
      clock.to(millis);
      userLedger.sent(clock.nanoTime(), clock.epochMicros(), holdLimitNanos);
      return this;
    }

    public User answered(double millis, Answer answer) {
      clock.to(millis);
      userLedger.answered(clock.nanoTime(), clock.epochMicros(), answer);
      return this;
    }

    /** A poll that delivers each event a millisecond after its planned instant. */
    public User got(double sentMillis, long seq, double plannedMillis) {
      return sent(sentMillis).answered(plannedMillis + 1, delivered(event(seq, plannedMillis)));
    }

    public User failed(double millis, String kind) {
      clock.to(millis);
      userLedger.failed(clock.nanoTime(), kind);
      return this;
    }

    public User cut(double millis) {
      clock.to(millis);
      userLedger.cut(clock.nanoTime());
      return this;
    }
  }
}
