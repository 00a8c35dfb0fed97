package longpoll.report;

import java.util.Map;
import java.util.Set;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;

/** Questions to a record that several parts of a page ask; answers null where it does not say. */
record RunFacts(RunRecord run) {
  /** Dialects whose outcomes are statuses. */
  private static final Set<String> OF_STATUS = Set.of("", "native", "article");

  /** What the article's definition lists. */
  private static final Set<Integer> ARTICLES = Set.of(200, 204);

  /** Whether a poll is delivered with a 200 and empty with a 204, and with no other status. */
  boolean outcomesAreStatuses() {
    RunRecord.Api api = run.api();
    return OF_STATUS.contains(run.target() == null ? "" : run.target().dialect())
        && (api == null || api.permitted() == null || ARTICLES.containsAll(api.permitted()));
  }

  /** What a measure is called, without a status where outcomes are none. */
  String label(Measure measure) {
    return outcomesAreStatuses()
        ? measure.label()
        : measure.label().replaceFirst(" \\(\\d+\\)$", "");
  }

  String emptyRateLabel() {
    return outcomesAreStatuses() ? "Empty rate (204)" : "Empty rate";
  }

  MetricSummary metric(Measure measure) {
    Map<String, MetricSummary> metrics = run.metrics();
    MetricSummary summary = metrics == null ? null : metrics.get(measure.tag());
    return summary == null ? MetricSummary.NONE : summary;
  }

  String setting(String key) {
    if (run.settings() == null) {
      return null;
    }
    Object value = run.settings().get(key);
    value = value == null ? run.settings().get("longpoll." + key) : value;
    return value == null ? null : value.toString();
  }

  /** Method and name of the API that a definition calls so; null for a run without one. */
  String api() {
    return run.api() == null ? null : run.api().title();
  }

  /** Whether polls were meant to be held. */
  boolean isHeld() {
    return !"0s".equals(setting("hold"));
  }

  /** Mean held polls as a share of those intended. */
  Double heldShare() {
    return run.held() == null ? null : run.held().share();
  }

  /** How many users there were; of a record that does not say, the polls that they should hold. */
  Number users() {
    if (run.settings() != null && run.settings().get("users") instanceof Number users) {
      return users;
    }
    return run.held() == null ? null : run.held().intended();
  }

  Long failed() {
    Map<String, Long> kinds = run.polls() == null ? null : run.polls().failed();
    return kinds == null || kinds.containsValue(null)
        ? null
        : kinds.values().stream().mapToLong(Long::longValue).sum();
  }

  Double emptyRate() {
    return run.polls() == null ? null : run.polls().emptyRate();
  }

  /** Why there is no prediction, where there is none. */
  String whyNoPrediction() {
    if (!isHeld()) {
      return "no prediction: polls are not held";
    }
    if (eventWords() == EventWords.QUEUE) {
      return "no prediction: users compete for events";
    }
    Double perPoll = run.events() == null ? null : run.events().perPoll();
    return perPoll != null && perPoll < 1
        ? "no prediction: polls were answered without an event"
        : "no prediction: plan unknown";
  }

  /** How to speak of the run's events. */
  EventWords eventWords() {
    return EventWords.of(run.events());
  }

  Double emptyRatePredicted() {
    return run.polls() == null ? null : run.polls().emptyRatePredicted();
  }

  Long missed() {
    return run.events() == null ? null : run.events().missed();
  }

  Long delivered() {
    return run.polls() == null ? null : run.polls().delivered();
  }

  /** The window's ends, in seconds since the first poll; null before it began. */
  double[] window() {
    RunRecord.Window window = run.window();
    if (window == null || window.measuredMs() <= 0) {
      return null;
    }
    return new double[] {
      window.warmupMs() / 1000.0, (window.warmupMs() + window.measuredMs()) / 1000.0
    };
  }

  /** Why there is no lag; empty when there is one. */
  String whyNoLag() {
    if (metric(Measure.LAG).count() > 0) {
      return "";
    }
    if (delivered() != null && delivered() == 0) {
      return "No poll was answered with an event inside the window, so there is no delivery lag.";
    }
    RunRecord.Clock clock = run.health() == null ? null : run.health().clock();
    if (clock == null || clock.offsetUs() == null) {
      return "Delivery lag was not measured: the target's clock could not be compared with the"
          + " injector's.";
    }
    if (clock.boundUs() != null) {
      return "Delivery lag is withheld or was not measured. The clocks were compared to within "
          + Numbers.millis(clock.boundUs() / 1000.0)
          + "; a lag smaller than that is not reported.";
    }
    return "Delivery lag was not measured in this run.";
  }
}
