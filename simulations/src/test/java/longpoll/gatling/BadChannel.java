package longpoll.gatling;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One channel of the misbehaving server: its events, the polls that wait for them, and its counts.
 * Confined to the server's thread.
 */
final class BadChannel {
  private final MisbehavingServer server;
  private final String name;
  private final Behaviour behaviour;
  private final BadCounts counts = new BadCounts();
  private final List<BadEvent> kept = new ArrayList<>();
  private final Set<BadPoll> waiting = new LinkedHashSet<>();
  private final List<Long> acceptedNanos = new ArrayList<>();
  private final List<Long> sentAfterMicros = new ArrayList<>();
  private final List<Long> lostPlannedMicros = new ArrayList<>();

  private long lastNumber;
  private BadEvent keptBack;
  private BadEvent toRepeat;

  BadChannel(MisbehavingServer server, String name, Behaviour behaviour) {
    this.server = server;
    this.name = name;
    this.behaviour = behaviour;
  }

  String name() {
    return name;
  }

  Behaviour behaviour() {
    return behaviour;
  }

  BadCounts counts() {
    return counts;
  }

  /** The number of the next event. */
  long next() {
    return lastNumber + 1;
  }

  int waiting() {
    return waiting.size();
  }

  /** When each poll was accepted, by {@link System#nanoTime}. */
  List<Long> acceptedNanos() {
    return List.copyOf(acceptedNanos);
  }

  List<Long> sentAfterMicros() {
    return List.copyOf(sentAfterMicros);
  }

  /** The events have been written to somebody. */
  void sent(List<BadEvent> events) {
    long now = MisbehavingServer.machineMicros();
    counts.add("events", events.size());
    events.forEach(event -> sentAfterMicros.add(now - event.plannedMicros()));
  }

  List<Long> lostPlannedMicros() {
    return List.copyOf(lostPlannedMicros);
  }

  void accept(BadConnection connection, BadPoll poll) {
    counts.add("polls", 1);
    acceptedNanos.add(System.nanoTime());
    if (poll.epoch() != null && !poll.epoch().equals(server.epoch())) {
      poll.gap(1, next(), server.epoch());
      return;
    }
    List<BadEvent> due =
        poll.cursor() == 0
            ? List.of()
            : kept.stream().filter(event -> event.number() >= poll.cursor()).toList();
    if (due.isEmpty()) {
      behaviour.accepted(poll);
    } else {
      behaviour.deliver(poll, due);
    }
  }

  void hold(BadPoll poll) {
    waiting.add(poll);
  }

  /** Whether the poll was still waiting. */
  boolean release(BadPoll poll) {
    return waiting.remove(poll);
  }

  void publish(long plannedMicros) {
    BadEvent event = new BadEvent(++lastNumber, plannedMicros);
    long sinceFirstPoll = server.sinceFirstPollMicros(plannedMicros);
    if (behaviour.loses(event, sinceFirstPoll)) {
      counts.add("lost", 1);
      lostPlannedMicros.add(plannedMicros);
      return;
    }
    if (keptBack == null && behaviour.overtaken(event, sinceFirstPoll)) {
      keptBack = event;
      return;
    }
    List<BadEvent> news = new ArrayList<>();
    if (toRepeat != null) {
      news.add(toRepeat);
      counts.add("repeated", waiting.size());
    }
    toRepeat = behaviour.repeats(event, sinceFirstPoll) ? event : null;
    news.add(event);
    kept.add(event);
    if (keptBack != null) {
      news.add(keptBack);
      kept.add(keptBack);
      counts.add("overtaken", 1);
      keptBack = null;
    }
    List<BadPoll> answered = List.copyOf(waiting);
    waiting.clear();
    answered.forEach(poll -> behaviour.deliver(poll, news));
  }

  /** Forgets everything but the counts, and cuts off all who wait. */
  void restart() {
    List<BadPoll> cutOff = List.copyOf(waiting);
    waiting.clear();
    cutOff.forEach(BadPoll::resetNow);
    kept.clear();
    lastNumber = 0;
    keptBack = null;
    toRepeat = null;
  }
}
