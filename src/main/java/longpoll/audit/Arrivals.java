package longpoll.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import longpoll.dialect.PolledEvent;

/**
 * When which event arrived at the clients of one side. Events are told apart by their number, or
 * where they have none, by the body of the answer. Immutable.
 *
 * @param byEvent the polls that brought each event
 * @param ambiguous events that one client got twice: it cannot be told which is which
 */
record Arrivals(Map<String, List<SeenPoll>> byEvent, Set<String> ambiguous) {

  static Arrivals of(List<SeenPoll> side) {
    Map<String, List<SeenPoll>> byEvent = new HashMap<>();
    Set<String> got = new HashSet<>();
    Set<String> ambiguous = new HashSet<>();
    for (SeenPoll poll : side) {
      if (!poll.understood()) {
        continue;
      }
      for (PolledEvent event : poll.answer().events()) {
        String key = key(event, poll);
        byEvent.computeIfAbsent(key, any -> new ArrayList<>()).add(poll);
        if (!got.add(poll.client() + " " + key)) {
          ambiguous.add(key);
        }
      }
    }
    return new Arrivals(byEvent, ambiguous);
  }

  private static String key(PolledEvent event, SeenPoll poll) {
    // Two servers may number their events alike.
    String when = " at " + event.plannedAtMicros();
    if (event.id() != PolledEvent.UNKNOWN) {
      return "id " + event.id() + when;
    }
    if (event.seq() != PolledEvent.UNKNOWN) {
      return "seq " + event.channel() + " " + event.seq() + when;
    }
    return "body " + poll.body().length() + " " + poll.body().hash();
  }

  /** Events that came on both sides and can be told from others. */
  Set<String> shared(Arrivals other) {
    Set<String> shared = new HashSet<>(byEvent.keySet());
    shared.retainAll(other.byEvent.keySet());
    shared.removeAll(ambiguous);
    shared.removeAll(other.ambiguous);
    return shared;
  }

  /** When half of the clients that got it had it. */
  double medianMicros(String event) {
    return Words.median(
        byEvent.get(event).stream().map(poll -> (double) poll.overMicros()).toList());
  }

  /**
   * How much later than an instant each poll brought the event, of those that waited for it then.
   */
  List<Double> lagsMicros(String event, double sinceMicros) {
    return byEvent.get(event).stream()
        .filter(poll -> poll.sentMicros() < sinceMicros)
        .map(poll -> poll.overMicros() - sinceMicros)
        .toList();
  }
}
