package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A server of one protocol, as its description has it: what happened so far, and who waits. Its own
 * lock guards all of it.
 *
 * <p>The tests turn it: {@link #happen}, {@link #forget}, {@link #loseSessions}, {@link #failNext},
 * {@link #restart}.
 */
abstract class Stub {
  /** How long a poll is held without news, at most. */
  static final long HOLD_MILLIS = 100;

  /** What the publisher puts into an event. */
  static final long PLANNED_AT = 1_795_773_600_000_001L;

  /**
   * Something that happened.
   *
   * @param position counts up by one over all channels
   */
  record Happened(long position, String channel, JsonNode doc) {}

  protected final List<Happened> log = new ArrayList<>();
  protected long newest;
  private final Map<String, List<Happened>> sessions = new HashMap<>();
  private int sessionsMade;
  private int holding;
  private boolean fails;
  private boolean patient;

  /** The path of the target, which users of the dialect give. */
  String base() {
    return "";
  }

  /** What the dialect file takes from the environment, beyond what all tests have. */
  Map<String, String> environment(String origin) {
    return Map.of();
  }

  abstract Reply answer(Ask ask) throws InterruptedException;

  /** Events of one instant, as the server's own application would make them. */
  final synchronized void happen(String channel, long... seqs) {
    for (long seq : seqs) {
      ObjectNode doc = Ask.JSON.createObjectNode();
      doc.put("seq", seq).put("plannedAt", PLANNED_AT).put("data", "x");
      append(channel, doc);
    }
  }

  protected final synchronized void append(String channel, JsonNode doc) {
    Happened happened = new Happened(++newest, channel, doc);
    log.add(happened);
    sessions.values().forEach(queue -> queue.add(happened));
    notifyAll();
  }

  /** All but the newest event is no longer kept. */
  synchronized void forget() {
    log.subList(0, log.size() - 1).clear();
  }

  /** The server knows none of its clients any more. */
  synchronized void loseSessions() {
    sessions.clear();
    notifyAll();
  }

  /** The next poll is answered with an error of the protocol's. */
  final synchronized void failNext() {
    fails = true;
  }

  protected final synchronized boolean fails() {
    boolean now = fails;
    fails = false;
    return now;
  }

  /** The server starts anew and counts from the beginning again. */
  synchronized void restart() {
    log.clear();
    newest = 0;
    sessions.clear();
    notifyAll();
  }

  /** From now on polls without news are held for good, until that is taken back. */
  final synchronized void holdForGood(boolean on) {
    patient = on;
    notifyAll();
  }

  /** Until somebody waits. */
  final synchronized void awaitHeld() throws InterruptedException {
    long end = System.nanoTime() + 5_000_000_000L;
    while (holding == 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("nobody polls");
      }
      wait(left);
    }
  }

  final synchronized int sessions() {
    return sessions.size();
  }

  protected final synchronized String open() {
    String id = "session" + ++sessionsMade;
    sessions.put(id, new ArrayList<>());
    return id;
  }

  /** What a session has not been told yet; null where there is no such session. */
  protected final synchronized List<Happened> queue(String id) {
    return sessions.get(id);
  }

  protected final synchronized boolean end(String id) {
    notifyAll();
    return sessions.remove(id) != null;
  }

  /** All of a session's queue, held until there is something; null where the session ended. */
  protected final synchronized List<Happened> drain(String id) throws InterruptedException {
    hold(() -> queue(id) == null || !queue(id).isEmpty());
    List<Happened> queue = queue(id);
    if (queue == null) {
      return null;
    }
    List<Happened> all = List.copyOf(queue);
    queue.clear();
    return all;
  }

  /** Holds a poll until it is so, or the limit is reached. Whether it is so. */
  protected final synchronized boolean hold(Supplier<Boolean> ready) throws InterruptedException {
    long end = System.nanoTime() + HOLD_MILLIS * 1_000_000;
    holding++;
    notifyAll();
    try {
      while (!ready.get()) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0 && !patient) {
          return false;
        }
        wait(patient ? 0 : left);
      }
      return true;
    } finally {
      holding--;
    }
  }

  /** What is kept of a channel behind a position. */
  protected final synchronized List<Happened> after(String channel, long position) {
    return log.stream()
        .filter(each -> each.channel().equals(channel) && each.position() > position)
        .toList();
  }

  /** Held until there is something behind a position, or the limit: then it is empty. */
  protected final synchronized List<Happened> holdAfter(String channel, long position)
      throws InterruptedException {
    hold(() -> !after(channel, position).isEmpty());
    return after(channel, position);
  }

  protected static String joined(
      List<Happened> events, java.util.function.Function<Happened, String> text) {
    return events.stream().map(text).collect(Collectors.joining(","));
  }
}
