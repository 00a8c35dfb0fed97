package longpoll.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;

/**
 * The users' lag beside the probes'. Both wait for the same events of the same server. So where the
 * users' lag is above the probes', the injector added the difference: answers that had arrived
 * waited for their turn. A percentile is compared if both sides have enough deliveries for it. Lags
 * in milliseconds. Pure.
 *
 * @param compared the highest percentile first; never empty
 */
public record InjectorQueue(List<Percentile> compared) {
  /**
   * Deliveries that a percentile needs on both sides: so many that 100 are beyond it, 50 beyond the
   * 99th. Both sides saw the same events, so only the order of the answers is left to chance.
   */
  private static final int FOR_P99 = 5_000;

  private static final int FOR_P90 = 1_000;
  private static final int FOR_P50 = 200;

  /** Even equal clients do not agree better than this. */
  private static final double SAME_MILLIS = 2;

  private static final double SAME_SHARE = 0.15;

  /** So much of the window probes need to have seen. */
  private static final double MOST_OF_IT = 0.9;

  public InjectorQueue {
    compared = List.copyOf(compared);
  }

  /** One percentile of both. */
  public record Percentile(String name, double usersMillis, double probesMillis) {

    /** What the injector added; negative where the probes were the slower ones. */
    public double addedMillis() {
      return usersMillis - probesMillis;
    }

    private boolean agrees() {
      return Math.abs(addedMillis()) <= Math.max(SAME_MILLIS, SAME_SHARE * probesMillis);
    }

    private String added() {
      return millis(addedMillis()) + " to " + name;
    }
  }

  /**
   * Empty where there is nothing to compare, or too little, where the target treated users and
   * probes differently, and where the probes broke off before most of the window was over. Empty as
   * well where no poll is held: an event then waits for the next poll, which is at another moment
   * for each client, and the injector's delay is nothing beside that.
   */
  public static Optional<InjectorQueue> of(RunRecord record) {
    if (unheld(record)
        || !HoldNotices.treatedAlike(record)
        || !sawTheWindow(record.probes(), record.window())) {
      return Optional.empty();
    }
    MetricSummary users = metric(record, Measure.LAG);
    MetricSummary probes = metric(record, Measure.LAG_PROBE);
    long fewer = Math.min(users.count(), probes.count());
    List<Percentile> compared = new ArrayList<>();
    if (fewer >= FOR_P99) {
      compared.add(new Percentile("p99", users.p99(), probes.p99()));
    }
    if (fewer >= FOR_P90) {
      compared.add(new Percentile("p90", users.p90(), probes.p90()));
    }
    if (fewer >= FOR_P50) {
      compared.add(new Percentile("p50", users.p50(), probes.p50()));
    }
    return compared.isEmpty() ? Optional.empty() : Optional.of(new InjectorQueue(compared));
  }

  /**
   * What was added, if it is beyond the limit at any percentile: at each percentile beyond the
   * limit, and at the highest that is compared.
   *
   * @param maxMillis what may be added
   * @param maxShare the same as a share of the probes' lag; the larger one is the limit
   */
  Optional<String> beyond(double maxMillis, double maxShare) {
    List<Percentile> beyond =
        compared.stream()
            .filter(at -> at.addedMillis() > Math.max(maxMillis, maxShare * at.probesMillis()))
            .toList();
    if (beyond.isEmpty()) {
      return Optional.empty();
    }
    List<Percentile> named = new ArrayList<>(beyond);
    if (!named.contains(compared.get(0))) {
      named.add(0, compared.get(0));
    }
    return Optional.of(named.stream().map(Percentile::added).collect(Collectors.joining(", ")));
  }

  /**
   * The percentiles at which the probes' lag is above the users' by more than the limit. Then the
   * probes were slow themselves, and cannot tell what the injector added.
   *
   * @param maxMillis and {@code maxShare} as in {@link #beyond}, the share being of the users' lag
   */
  Optional<String> probesSlowedDown(double maxMillis, double maxShare) {
    return Optional.of(
            compared.stream()
                .filter(at -> -at.addedMillis() > Math.max(maxMillis, maxShare * at.usersMillis()))
                .map(
                    at ->
                        at.name()
                            + " "
                            + millis(at.probesMillis())
                            + " against "
                            + millis(at.usersMillis()))
                .collect(Collectors.joining(", ")))
        .filter(named -> !named.isEmpty());
  }

  /** One sentence for people; empty where there is nothing to compare. */
  public static String inWords(RunRecord record) {
    long fewer =
        Math.min(metric(record, Measure.LAG).count(), metric(record, Measure.LAG_PROBE).count());
    if (record.probes() == null && isQueue(record)) {
      return "No probes: they would take messages from the users. So nothing tells how much of the lag"
          + " is the injector's own.";
    }
    if (unheld(record)) {
      return "Users' lag is not compared with the probes': no poll is held, so lag is the wait for"
          + " the next poll, which comes at another moment for each of them.";
    }
    if (!HoldNotices.treatedAlike(record)) {
      return "Users' lag is not compared with the probes': the target did not treat both alike.";
    }
    if (!sawTheWindow(record.probes(), record.window())) {
      return "Users' lag is not compared with the probes': their account ends before the window.";
    }
    if (fewer == 0) {
      return "";
    }
    return of(record)
        .map(InjectorQueue::inWords)
        .orElse(
            "Users' lag is not compared with the probes': "
                + fewer
                + " deliveries are too few, "
                + FOR_P50
                + " are needed.");
  }

  /** Whether polls were answered at once by intention. */
  private static boolean unheld(RunRecord record) {
    RunRecord.Held held = record.held();
    return held != null && held.mean() != null && held.intended() == null;
  }

  private static boolean isQueue(RunRecord record) {
    return record.events() != null && record.events().delivery().equals(RunRecord.Events.QUEUE);
  }

  /** Probes that broke off early saw other events than the users did. */
  static boolean sawTheWindow(RunRecord.Probes probes, RunRecord.Window window) {
    Long until = probes == null ? null : probes.untilMs();
    return until == null || until >= window.warmupMs() + MOST_OF_IT * window.measuredMs();
  }

  private String inWords() {
    Percentile at =
        compared.stream()
            .filter(percentile -> !percentile.agrees())
            .max(Comparator.comparingDouble(percentile -> Math.abs(percentile.addedMillis())))
            .orElse(compared.get(0));
    String both = millis(at.usersMillis()) + " against " + millis(at.probesMillis());
    if (at.agrees()) {
      return "Users and probes saw the same lag: " + at.name() + " " + both + ".";
    }
    String start = "Users' " + at.name() + " is " + millis(Math.abs(at.addedMillis()));
    return at.addedMillis() > 0
        ? start
            + " above the probes' ("
            + both
            + "): that is the injector's own queue, not the server's."
        : start
            + " below the probes' ("
            + both
            + "): the probes were slow themselves, and cannot tell what the injector added.";
  }

  static String millis(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 9.95 ? "%.1f ms" : "%.0f ms", value);
  }

  private static MetricSummary metric(RunRecord record, Measure measure) {
    MetricSummary summary = record.metrics() == null ? null : record.metrics().get(measure.tag());
    return summary == null ? MetricSummary.NONE : summary;
  }
}
