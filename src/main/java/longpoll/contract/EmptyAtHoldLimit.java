package longpoll.contract;

import java.util.List;
import longpoll.finding.Finding;

/** Empty answers come when the hold ends: not before, and not much later. */
final class EmptyAtHoldLimit implements Check {
  private static final Statement STATEMENT =
      new Statement("empty-at-hold-limit", "A poll without news is answered at the hold limit");

  @Override
  public Finding judge(Evidence evidence) {
    Examination about = evidence.about();
    String rule =
        about.holdSource() + ": " + Polled.time(about.hold().toNanos() / 1_000) + " hold limit";
    List<Polled> empties =
        evidence.ordinary().stream()
            .filter(poll -> poll.isEmpty() && poll.heldMicros() != null)
            .toList();
    if (empties.isEmpty()) {
      return noneEmpty(evidence, rule);
    }
    String seen = range(empties);
    List<Polled> limited = empties.stream().filter(poll -> poll.limitMicros() != null).toList();
    for (Polled poll : limited) {
      if (poll.heldMicros() < about.earliestMicros(poll.limitMicros())) {
        return STATEMENT.fail(
            seen + ": too early, with " + Polled.time(poll.limitMicros()) + " to be held",
            rule,
            "Hold the poll until there is an event or the limit is reached: each early answer is"
                + " a request more",
            poll);
      }
    }
    // A poll that waited for its turn says nothing about the limit.
    List<Polled> inTime = evidence.look().serial() ? limited.stream().limit(1).toList() : limited;
    for (Polled poll : inTime) {
      if (!poll.cameWithin(about.latestMicros(poll.limitMicros()))) {
        return STATEMENT.fail(
            seen + ": too late, with " + Polled.time(poll.limitMicros()) + " to be held",
            rule,
            "Answer at the limit: what lies between may cut a poll that is held longer than the"
                + " definition says",
            poll);
      }
    }
    return limited.isEmpty()
        ? STATEMENT.unknown(
            seen + "; nobody says what the limit is (--hold TIME, or a definition)", "")
        : STATEMENT.pass(seen, rule);
  }

  private static Finding noneEmpty(Evidence evidence, String rule) {
    Polled first = evidence.look().one();
    Long held = first.heldMicros();
    boolean silent =
        held == null && first.exchange().failure() != null && first.limitMicros() != null;
    return silent
        ? STATEMENT.fail(
            "No answer at the hold limit: " + first.inBrief(),
            rule,
            "Answer at the limit, and see that nothing in between closes the connection before",
            first)
        : STATEMENT.unknown("No poll was answered without news", rule);
  }

  private static String range(List<Polled> empties) {
    long least = empties.stream().mapToLong(Polled::heldMicros).min().orElseThrow();
    long most = empties.stream().mapToLong(Polled::heldMicros).max().orElseThrow();
    String count = empties.size() == 1 ? "An empty answer" : empties.size() + " empty answers";
    return Polled.time(least).equals(Polled.time(most))
        ? count + " after " + Polled.time(least)
        : count + " after " + Polled.time(least) + " to " + Polled.time(most);
  }
}
