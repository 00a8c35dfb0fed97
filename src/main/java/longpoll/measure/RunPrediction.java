package longpoll.measure;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Plays a run's plan through ideal clients that began when its users did. Pure. */
final class RunPrediction {
  private RunPrediction() {}

  /**
   * The empty rate of such clients, with how far the run's own delays may move it. Null where there
   * is no plan or the target's clock is unknown, and where no poll is held: how often such clients
   * come by depends on how long an answer takes.
   *
   * @param clockBoundMicros how far client and server may be apart, or null
   */
  static EmptyRatePrediction of(RunSnapshot run, Long clockBoundMicros) {
    return of(
        run,
        RunDelays.of(
            delays(run::beforeWindow),
            delays(run::inWindow),
            run.slips(),
            run.first().description().rearm(),
            clockBoundMicros == null ? 0 : clockBoundMicros));
  }

  static EmptyRatePrediction of(RunSnapshot run, RunDelays delays) {
    RunDescription facts = run.first().description();
    Shard.Timing timing = run.first().timing();
    boolean known = run.plan() != null && run.firstSentMicros() != null;
    if (!known || facts.hold().isZero()) {
      return null;
    }
    EmptyRatePredictor predictor =
        new EmptyRatePredictor(
            facts.hold(),
            facts.rearm(),
            run.resumes(),
            timing.windowStartByServer(),
            timing.windowEndByServer(),
            delays,
            new SplittableRandom(1));
    run.firstSentMicros()
        .forEach(
            (channel, sent) ->
                predictor.play(
                    channel.isEmpty() ? run.plan().all() : run.plan().of(channel), sent.toArray()));
    return predictor.prediction();
  }

  private static Map<Measure, SignedHistogram> delays(Function<Measure, SignedHistogram> values) {
    Map<Measure, SignedHistogram> delays = new EnumMap<>(Measure.class);
    for (Measure measure : List.of(Measure.LATENESS, Measure.REARM, Measure.LAG_PARKED)) {
      delays.put(measure, values.apply(measure));
    }
    return delays;
  }
}
