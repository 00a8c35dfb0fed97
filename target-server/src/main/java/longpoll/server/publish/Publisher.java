package longpoll.server.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import longpoll.server.hub.Event;
import longpoll.server.process.MicroClock;

/**
 * Publishes the plan on a thread of its own. It looks ahead in steps, publishes the events of one
 * instant together, and skips nothing when it is late: it records how late it was, as slip. All
 * times are µs of the wall clock.
 */
public final class Publisher {
  /** Appends the events of one instant and releases the polls they woke. */
  @FunctionalInterface
  public interface Target {
    void publish(List<Event.Draft> drafts);
  }

  private static final long LOOK_AHEAD_MICROS = 1_000_000;

  private final Plan plan;
  private final long delayMicros;
  private final byte[] defaultData;
  private final MicroClock clock;
  private final Target target;
  private final SlipHistogram slip;
  private final Thread thread;
  private volatile boolean stopped;

  private List<Event.Draft> ahead = List.of();
  private int next;
  private long plannedUntil;

  public Publisher(
      Plan plan,
      long delayMicros,
      byte[] defaultData,
      MicroClock clock,
      Target target,
      SlipHistogram slip) {
    this.plan = plan;
    this.delayMicros = delayMicros;
    this.defaultData = defaultData;
    this.clock = clock;
    this.target = target;
    this.slip = slip;
    this.plannedUntil = plan.origin();
    this.thread = new Thread(this::run, "longpoll-publisher");
    this.thread.setDaemon(true);
  }

  public void start() {
    if (!plan.isEmpty()) {
      thread.start();
    }
  }

  public void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!stopped) {
      long wait = publishDue() - clock.micros();
      if (wait > 0) {
        LockSupport.parkNanos(this, wait * 1_000);
      }
    }
  }

  /** Publishes everything that is due, and returns the instant at which to look again. */
  long publishDue() {
    while (!stopped) {
      long now = clock.micros();
      if (next == ahead.size()) {
        if (plannedUntil > now - delayMicros + LOOK_AHEAD_MICROS / 2) {
          return plannedUntil + delayMicros - LOOK_AHEAD_MICROS / 2;
        }
        ahead = plan.events(plannedUntil, plannedUntil + LOOK_AHEAD_MICROS, defaultData);
        next = 0;
        plannedUntil += LOOK_AHEAD_MICROS;
        continue;
      }
      long plannedAt = ahead.get(next).plannedAt();
      if (plannedAt + delayMicros > now) {
        return plannedAt + delayMicros;
      }
      List<Event.Draft> instant = new ArrayList<>();
      while (next < ahead.size() && ahead.get(next).plannedAt() == plannedAt) {
        instant.add(ahead.get(next++));
      }
      target.publish(instant);
      for (int i = 0; i < instant.size(); i++) {
        slip.record(now - delayMicros - plannedAt);
      }
    }
    return clock.micros();
  }
}
