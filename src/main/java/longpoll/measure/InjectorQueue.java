package longpoll.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;

/**
 * The users' lag beside the probes'. Both wait for the same events of the same server, so what the
 * users' is above the probes' was added by the injector: answers that had arrived waited for their
 * turn. Compared are the percentiles that have enough deliveries beyond them on both sides to be
 * more than chance.
 *
 * @param compared the highest percentile first; never empty
 */
public record InjectorQueue(List<Percentile> compared) {
  /**
   * Deliveries that a percentile needs on both sides to be judged: 100 beyond it, and 50 where it
   * is the 99th. Both sides saw the same events, so what chance is left is in who was answered
   * first.
   */
  private static final int FOR_P99 = 5_000;

  private static final int FOR_P90 = 1_000;
  private static final int FOR_P50 = 200;

  /** Such measurements agree at all to no less than this. */
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
   * probes differently, and where the probes broke off before most of the window was over.
   */
  public static Optional<InjectorQueue> of(RunRecord record) {
    if (!HoldRemarks.treatedAlike(record) || !sawTheWindow(record)) {
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
   * What was added, where it is more than allowed at any percentile: at the highest that is
   * compared, and at those where the limit is passed.
   *
   * @param maxMillis what may be added
   * @param maxShare what may be added in any case, as a share of the probes' lag
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
   * Where the probes' lag is above the users' by more than users' may be above theirs: the probes
   * were slowed down, and cannot tell what the injector added.
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
    if (!HoldRemarks.treatedAlike(record)) {
      return "Users' lag is not compared with the probes': the target did not treat both alike.";
    }
    if (fewer == 0) {
      return "";
    }
    if (!sawTheWindow(record)) {
      return "Users' lag is not compared with the probes': their account ends before the window.";
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

  /** Probes that broke off early saw other events than the users did. */
  private static boolean sawTheWindow(RunRecord record) {
    Long until = record.probes() == null ? null : record.probes().untilMs();
    return until == null
        || until >= record.window().warmupMs() + MOST_OF_IT * record.window().measuredMs();
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
            + "): the probes were slowed down themselves, and are no witness.";
  }

  static String millis(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 9.95 ? "%.1f ms" : "%.0f ms", value);
  }

  private static MetricSummary metric(RunRecord record, Measure measure) {
    MetricSummary summary = record.metrics() == null ? null : record.metrics().get(measure.tag());
    return summary == null ? MetricSummary.NONE : summary;
  }
}
