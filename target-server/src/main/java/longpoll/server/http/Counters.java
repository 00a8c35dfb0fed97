package longpoll.server.http;

import java.util.concurrent.atomic.AtomicLong;
import longpoll.server.hub.Answer;
import longpoll.server.hub.Outcome;

/**
 * Counts polls by outcome. Thread-safe. A poll is counted under its outcome just before its answer
 * is written, and moved to aborted when the write fails, so an answer that a client has seen is
 * always counted.
 */
public final class Counters {
  private final AtomicLong polls = new AtomicLong();
  private final AtomicLong[] outcomes = new AtomicLong[Outcome.values().length];
  private final AtomicLong eventsDelivered = new AtomicLong();
  private final AtomicLong shortened = new AtomicLong();
  private final AtomicLong published = new AtomicLong();

  public Counters() {
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = new AtomicLong();
    }
  }

  void pollRead() {
    polls.incrementAndGet();
  }

  void answered(Answer answer) {
    outcomes[answer.outcome().ordinal()].incrementAndGet();
    if (answer.events() > 0) {
      eventsDelivered.addAndGet(answer.events());
    }
    if (answer.shortened()) {
      shortened.incrementAndGet();
    }
  }

  /** The answer counted before could not be written. */
  void notWritten(Answer answer) {
    outcomes[answer.outcome().ordinal()].decrementAndGet();
    eventsDelivered.addAndGet(-answer.events());
    if (answer.shortened()) {
      shortened.decrementAndGet();
    }
    aborted();
  }

  void malformed() {
    outcomes[Outcome.MALFORMED.ordinal()].incrementAndGet();
  }

  void aborted() {
    outcomes[Outcome.ABORTED.ordinal()].incrementAndGet();
  }

  public void published(int events) {
    published.addAndGet(events);
  }

  public long polls() {
    return polls.get();
  }

  public long count(Outcome outcome) {
    return outcomes[outcome.ordinal()].get();
  }

  public long eventsDelivered() {
    return eventsDelivered.get();
  }

  /** Answers with fewer events than asked for, because memory was short. */
  public long shortened() {
    return shortened.get();
  }

  public long published() {
    return published.get();
  }
}
