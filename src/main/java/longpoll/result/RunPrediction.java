package longpoll.result;

import java.util.function.Function;
import longpoll.dialect.Delivery;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.measure.PollCounts;
import longpoll.measure.RunDescription;
import longpoll.measure.RunSnapshot;
import longpoll.prediction.EmptyRatePrediction;
import longpoll.prediction.EmptyRatePredictor;
import longpoll.prediction.MeasuredDelays;

/** Hands a run's plan and delays to {@link EmptyRatePredictor}. Pure. */
public final class RunPrediction {
  private static final int SEED = 1;

  private RunPrediction() {}

  /**
   * The empty rate of ideal clients that began when the run's users did. Null where there is no
   * plan or the target's clock is unknown, and where no poll is held and the next one follows
   * nearly at once: how often such clients poll depends on how long an answer takes. Null of a
   * queue as well: which of its users gets an event is not in the plan.
   *
   * @param clockBoundMicros how far client and server may be apart, or null
   */
  public static EmptyRatePrediction of(RunSnapshot run, Long clockBoundMicros) {
    return of(
        run,
        new MeasuredDelays(
            users(run::beforeWindow),
            users(run::inWindow),
            run.slips().atLeastZero(),
            clockBoundMicros == null ? 0 : clockBoundMicros));
  }

  public static EmptyRatePrediction of(RunSnapshot run, MeasuredDelays delays) {
    RunDescription facts = run.first().description();
    boolean known = run.plan() != null && run.firstSentMicros() != null;
    PollCounts.Snapshot polls = run.polls().window();
    // What wakes a poll beside the plan's events, nobody knows.
    boolean unplanned = polls.events() < polls.delivered();
    boolean atOnce =
        facts.hold().isZero()
            && facts.rearm().longestUnheld().compareTo(EmptyRatePredictor.SHORTEST_PERIOD) < 0;
    if (!known || unplanned || run.delivery() == Delivery.QUEUE || atOnce) {
      return null;
    }
    EmptyRatePredictor predictor =
        new EmptyRatePredictor(
            facts.hold(),
            facts.rearm(),
            run.resumes(),
            run.first().timing().windowStartByServer(),
            run.first().timing().windowEndByServer(),
            SEED);
    run.firstSentMicros()
        .forEach(
            (channel, sent) ->
                predictor.addChannel(
                    channel.isEmpty() ? run.plan().all() : run.plan().of(channel), sent.toArray()));
    return predictor.predict(delays);
  }

  private static MeasuredDelays.Users users(Function<Measure, SignedHistogram> delays) {
    return new MeasuredDelays.Users(
        delays.apply(Measure.LATENESS).atLeastZero(),
        delays.apply(Measure.REARM).atLeastZero(),
        delays.apply(Measure.LAG_PARKED).atLeastZero());
  }
}
