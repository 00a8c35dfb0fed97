package longpoll.report;

import java.util.List;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;

/**
 * One of the figures that a reader looks for first.
 *
 * @param detail what it is measured against, in a few words
 * @param bad whether it is one that should have been zero
 */
public record KeyFigure(String label, String value, String detail, boolean bad) {
  static List<KeyFigure> of(RunFacts facts) {
    RunRecord run = facts.run();
    MetricSummary lag = facts.metric(Measure.LAG);
    RunRecord.Held held = run.held();
    return List.of(
        plain(
            "Held polls, mean",
            held == null ? Numbers.NONE : Numbers.mean(held.mean()),
            held == null
                ? "not measured"
                : held.intended() == null
                    ? "none was to be held"
                    : "of " + Numbers.mean(held.intended()) + " intended" + share(facts)),
        plain("Deliveries", Numbers.count(facts.delivered()), perSecond(run)),
        plain("Delivery lag p50", Numbers.millis(lag.p50()), lagDetail(lag, 50)),
        plain("Delivery lag p99", Numbers.millis(lag.p99()), lagDetail(lag, 99)),
        plain(
            facts.emptyRateLabel(),
            Numbers.percent(facts.emptyRate()),
            facts.emptyRatePredicted() == null
                ? facts.whyNoPrediction()
                : "predicted " + Numbers.percent(facts.emptyRatePredicted())),
        zero("Missed events", facts.missed(), expected(facts)),
        zero(
            "Duplicated events",
            run.events() == null ? null : run.events().duplicated(),
            facts.eventWords().whoseRepeats()),
        zero("Failed polls", facts.failed(), "in the window"));
  }

  private static KeyFigure plain(String label, String value, String detail) {
    return new KeyFigure(label, value, detail, false);
  }

  private static KeyFigure zero(String label, Long value, String detail) {
    return new KeyFigure(
        label,
        Numbers.count(value),
        value == null ? "not measured" : detail,
        value != null && value > 0);
  }

  private static String share(RunFacts facts) {
    return facts.heldShare() == null ? "" : " (" + Numbers.percent(facts.heldShare()) + ")";
  }

  private static String lagDetail(MetricSummary lag, double percentile) {
    if (lag.count() == 0) {
      return "not available, see below";
    }
    String over = "over " + Numbers.count(lag.count());
    return PercentileFigure.thin(lag.count(), percentile) ? over + ": too few to rely on" : over;
  }

  private static String perSecond(RunRecord run) {
    if (run.polls() == null || run.window() == null || run.window().measuredMs() <= 0) {
      return "in the window";
    }
    double rate = run.polls().delivered() * 1000.0 / run.window().measuredMs();
    return Numbers.digits(rate) + " a second";
  }

  private static String expected(RunFacts facts) {
    RunRecord.Events events = facts.run().events();
    return events == null || events.expected() == null
        ? "in the window"
        : facts.eventWords().missedOf(Numbers.count(events.expected()));
  }
}
