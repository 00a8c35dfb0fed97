package longpoll.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What both sides have seen. Immutable.
 *
 * @param direct polls in the order in which they were over
 */
record Comparison(AuditPlan plan, List<SeenPoll> direct, List<SeenPoll> via, Gateway gateway) {

  static Comparison of(AuditPlan plan, List<SeenPoll> direct, List<SeenPoll> via) {
    return new Comparison(plan, direct, via, Gateway.of(direct, via));
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

  /**
   * Polls of one client over a day, at the pace of the audit: with its events, and with the waits
   * after failures. What was under way at the end counts for nothing, neither as a poll nor as
   * time.
   */
  static Double pollsADay(List<SeenPoll> side) {
    Map<Integer, Long> began = new HashMap<>();
    Map<Integer, Long> over = new HashMap<>();
    for (SeenPoll poll : side) {
      began.merge(poll.client(), poll.sentMicros(), Math::min);
      over.merge(poll.client(), poll.overMicros(), Math::max);
    }
    long micros = 0;
    for (Map.Entry<Integer, Long> client : began.entrySet()) {
      micros += over.get(client.getKey()) - client.getValue();
    }
    return micros == 0 ? null : 86_400e6 * side.size() / micros;
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
