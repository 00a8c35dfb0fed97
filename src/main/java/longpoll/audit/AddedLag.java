package longpoll.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Verdict;

/**
 * Judges how much later events come through the gateway. For each event the instant at which half
 * of the direct clients had it is zero; the polls of both sides that waited then are laid beside
 * it.
 *
 * @param events how many came on both sides
 * @param directMicros how much later than that instant they came direct: the spread of a broadcast
 * @param viaMicros the same through the gateway
 */
record AddedLag(int events, List<Double> directMicros, List<Double> viaMicros) {
  static final String ID = "added-lag";
  private static final String TITLE = "Events come through the gateway about as early as direct";

  static AddedLag of(Comparison seen) {
    Arrivals direct = Arrivals.of(seen.direct());
    Arrivals via = Arrivals.of(seen.via());
    Set<String> shared = direct.shared(via);
    List<Double> lags = new ArrayList<>();
    List<Double> lagsVia = new ArrayList<>();
    for (String event : shared) {
      double zero = direct.medianMicros(event);
      lags.addAll(direct.lagsMicros(event, zero));
      lagsVia.addAll(via.lagsMicros(event, zero));
    }
    return new AddedLag(shared.size(), lags, lagsVia);
  }

  Finding judge(AuditPlan plan) {
    if (directMicros.isEmpty() || viaMicros.isEmpty()) {
      return finding(
          Verdict.UNKNOWN,
          events == 0
              ? "no event came on both sides that can be told from others"
              : "no poll waited on both sides when an event came",
          "Publish while the audit goes on.");
    }
    double p50 = Words.quantile(viaMicros, 0.5) - Words.quantile(directMicros, 0.5);
    double p99 = Words.quantile(viaMicros, 0.99) - Words.quantile(directMicros, 0.99);
    double most = plan.mostLag().toNanos() / 1e3;
    String found =
        Words.later(p50)
            + " at p50 and "
            + Words.later(p99)
            + " at p99, over "
            + viaMicros.size()
            + " deliveries of "
            + events
            + (events == 1 ? " event" : " events")
            + "; allowed at p50: "
            + Words.time(most);
    // What lies within the spread of a broadcast is the server's own.
    boolean late =
        p50 > most && Words.quantile(viaMicros, 0.5) > Words.quantile(directMicros, 0.99);
    return late
        ? finding(
            Verdict.FAIL,
            found,
            "Look at the gateway's load and at filters that wait for whole answers; --max-lag sets"
                + " what is allowed.")
        : finding(Verdict.PASS, found, "");
  }

  private static Finding finding(Verdict verdict, String found, String advice) {
    return new Finding(ID, TITLE, verdict, found, "", advice, List.of());
  }
}
