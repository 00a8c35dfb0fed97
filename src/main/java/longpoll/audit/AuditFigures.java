package longpoll.audit;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import longpoll.audit.SeenPoll.Fate;
import longpoll.finding.Figure;

/** The figures of an audit, direct beside via. */
final class AuditFigures {
  private final Comparison seen;

  private AuditFigures(Comparison seen) {
    this.seen = seen;
  }

  static List<Figure> of(Comparison seen, AddedLag lag) {
    AuditFigures make = new AuditFigures(seen);
    return List.of(
        make.figure("polls", "Polls made", "", side -> (double) side.size()),
        make.counted("delivered", "Polls with events", Fate.DELIVERED),
        make.counted("empty", "Polls without, at the hold limit", Fate.EMPTY),
        make.counted("cut", "Polls cut", Fate.CUT),
        make.counted("refused", "Polls refused at once", Fate.REFUSED),
        make.counted("silent", "Polls without an answer", Fate.SILENT),
        make.figure(
            "held.most", "Held at a time", "", side -> (double) Comparison.heldAtOnce(side)),
        make.figure("hold.empty.p50", "Hold of empty polls, p50", "ms", make::hold),
        make.figure("cut.p50", "Cut after, p50", "ms", make::cut),
        new Figure(
            "lag.p50",
            "Later than half of the direct clients, p50",
            "ms",
            values(millis(lag.directMicros(), 0.5), millis(lag.viaMicros(), 0.5))),
        new Figure(
            "lag.p99",
            "Later than half of the direct clients, p99",
            "ms",
            values(millis(lag.directMicros(), 0.99), millis(lag.viaMicros(), 0.99))),
        make.figure("reused", "Polls over the connection before", "%", AuditFigures::reused),
        make.figure(
            "polls.day", "Polls a day and client, at this pace", "", Comparison::pollsADay));
  }

  private Figure counted(String name, String title, Fate fate) {
    return figure(name, title, "", side -> (double) seen.withFate(side, fate).size());
  }

  private Figure figure(
      String name, String title, String unit, Function<List<SeenPoll>, Double> of) {
    return new Figure(name, title, unit, values(of.apply(seen.direct()), of.apply(seen.via())));
  }

  private static List<Double> values(Double direct, Double via) {
    return Arrays.asList(direct, via);
  }

  private Double hold(List<SeenPoll> side) {
    return lasted(seen.withFate(side, Fate.EMPTY));
  }

  private Double cut(List<SeenPoll> side) {
    return lasted(seen.withFate(side, Fate.CUT));
  }

  private static Double lasted(List<SeenPoll> polls) {
    return millis(polls.stream().map(poll -> (double) poll.lastedMicros()).toList(), 0.5);
  }

  private static Double millis(List<Double> micros, double share) {
    Double value = Words.quantile(micros, share);
    return value == null ? null : value / 1e3;
  }

  private static Double reused(List<SeenPoll> side) {
    Double share = KeepAlive.reuse(side).share();
    return share == null ? null : 100 * share;
  }
}
