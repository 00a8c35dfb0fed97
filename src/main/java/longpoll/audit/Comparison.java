package longpoll.audit;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What both sides have seen. Immutable.
 *
 * @param direct polls in the order in which they were over
 * @param durationMicros how long both were polled
 */
record Comparison(
    AuditPlan plan,
    List<SeenPoll> direct,
    List<SeenPoll> via,
    Gateway gateway,
    long durationMicros) {

  static Comparison of(
      AuditPlan plan, List<SeenPoll> direct, List<SeenPoll> via, long durationMicros) {
    return new Comparison(plan, direct, via, Gateway.of(direct, via), durationMicros);
  }

  List<SeenPoll> withFate(List<SeenPoll> side, SeenPoll.Fate fate) {
    return side.stream().filter(poll -> poll.fate(plan.atOnce()) == fate).toList();
  }

  static long count(List<SeenPoll> polls, Predicate<SeenPoll> which) {
    return polls.stream().filter(which).count();
  }

  /** How many of the side's clients these polls belong to. */
  static long clients(List<SeenPoll> polls) {
    return polls.stream().mapToInt(SeenPoll::client).distinct().count();
  }

  /** Polls of one client over a day, at the pace of the audit; null where none was made. */
  Double pollsADay(List<SeenPoll> side) {
    return side.isEmpty() ? null : 86_400e6 / durationMicros * side.size() / plan.polls();
  }

  /** The most polls that were held at the same time, of those that got an answer in the end. */
  static long heldAtOnce(List<SeenPoll> side) {
    TreeMap<Long, Integer> changes = new TreeMap<>();
    for (SeenPoll poll : side) {
      if (poll.understood()) {
        changes.merge(poll.sentMicros(), 1, Integer::sum);
        changes.merge(poll.overMicros(), -1, Integer::sum);
      }
    }
    long held = 0;
    long most = 0;
    for (int change : changes.values()) {
      held += change;
      most = Math.max(most, held);
    }
    return most;
  }
}
