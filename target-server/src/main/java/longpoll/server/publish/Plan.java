package longpoll.server.publish;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.server.hub.Event;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.PublishSchedule;
import longpoll.server.schedule.TraceFile;

/**
 * The planned events of all channels: schedules pinned to the origin. Immutable; instants going in
 * and out are µs since the Unix epoch.
 */
public final class Plan {
  /** Most instants in one answer to {@code GET /plan}. */
  public static final int MOST_INSTANTS = 1_000_000;

  /** Some 36,000 years, in µs. */
  private static final long END_OF_TIME = Long.MAX_VALUE / 8;

  /** A range has more instants than one answer may have. */
  public static final class TooManyInstants extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final long origin;
  private final Map<String, PublishSchedule> schedules;

  Plan(long origin, Map<String, PublishSchedule> schedules) {
    this.origin = origin;
    this.schedules = new LinkedHashMap<>(schedules);
  }

  /** The plan that the options describe. */
  public static Plan of(ServerOptions options, long origin) throws TraceFile.BadTraceException {
    return new Plan(origin, options.schedule().schedules(options.scheduleOptions()));
  }

  public long origin() {
    return origin;
  }

  boolean isEmpty() {
    return schedules.isEmpty();
  }

  public List<String> channels() {
    return List.copyOf(schedules.keySet());
  }

  /**
   * The instants planned from {@code from}, inclusive, to {@code to}, exclusive, ascending; an
   * instant is listed once for each event.
   *
   * @param channel one channel, or null for all
   */
  public long[] instants(String channel, long from, long to) throws TooManyInstants {
    InstantList instants = new InstantList();
    for (Map.Entry<String, PublishSchedule> entry : schedules.entrySet()) {
      if (channel == null || channel.equals(entry.getKey())) {
        boolean all =
            entry
                .getValue()
                .visit(
                    sinceOrigin(from),
                    sinceOrigin(to),
                    (at, data) -> instants.add(origin + at, MOST_INSTANTS));
        if (!all) {
          throw new TooManyInstants();
        }
      }
    }
    return instants.sorted();
  }

  /**
   * The events planned in a range, ascending by instant; events of one instant are in the order of
   * their channels.
   */
  List<Event.Draft> events(long from, long to, byte[] defaultData) {
    List<Event.Draft> events = new ArrayList<>();
    schedules.forEach(
        (channel, schedule) ->
            schedule.visit(
                sinceOrigin(from),
                sinceOrigin(to),
                (at, data) ->
                    events.add(
                        new Event.Draft(channel, origin + at, data == null ? defaultData : data))));
    events.sort(Comparator.comparingLong(Event.Draft::plannedAt));
    return events;
  }

  /** Clamped, so that a range without an end does not overflow. */
  private long sinceOrigin(long instant) {
    return Math.min(Math.max(0, instant - origin), END_OF_TIME);
  }

  private static final class InstantList {
    private long[] instants = new long[1024];
    private int size;

    boolean add(long instant, int most) {
      if (size == most) {
        return false;
      }
      if (size == instants.length) {
        instants = Arrays.copyOf(instants, size * 2);
      }
      instants[size++] = instant;
      return true;
    }

    long[] sorted() {
      long[] result = Arrays.copyOf(instants, size);
      Arrays.sort(result);
      return result;
    }
  }
}
