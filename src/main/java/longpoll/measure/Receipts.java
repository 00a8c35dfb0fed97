package longpoll.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import longpoll.dialect.PolledEvent;
import longpoll.histogram.SavedHistogram;
import longpoll.histogram.SignedHistogram;

/**
 * The events planned in the window that users got, and how many users got each: whether a broadcast
 * is complete can be told once the users of all injectors are added. A table of as many rows as
 * events, ordered by stream and number. Of a queue, where each event is for one user, it tells
 * which events nobody got, and which came twice. Immutable.
 *
 * @param audience who was meant to get them
 * @param exceeded whether there were too many channels, so that no further event was followed; of a
 *     queue, whether there were too many deliveries or channels to tell all events apart
 * @param settled events that are beyond the table's size, judged by this audience alone; of a
 *     queue, deliveries that cannot be told apart
 * @param streams channel and epoch; numbers count within
 * @param stream of each event, as an index into the streams
 * @param seq of each event; of a queue its id where it has no seq
 * @param receipts how many users got it; of a queue, how often it was delivered
 * @param longestLagNanos the lag of the last of them; of a queue {@link #NO_LAG}
 * @param slipMicros how long after its planned instant it was published, or {@link
 *     PolledEvent#UNKNOWN}
 * @param planned 1 where the plan has the event, else 0
 */
public record Receipts(
    Audience audience,
    boolean exceeded,
    Settled settled,
    List<Stream> streams,
    LongList stream,
    LongList seq,
    LongList receipts,
    LongList longestLagNanos,
    LongList slipMicros,
    LongList planned) {

  /** Of a queue nobody waits for a last user. */
  static final long NO_LAG = Long.MIN_VALUE;

  public Receipts {
    streams = List.copyOf(streams);
  }

  /** A channel in one epoch of the server, which may be null. */
  record Stream(String epoch, String channel) implements Comparable<Stream> {
    private static final Comparator<Stream> ORDER =
        Comparator.comparing(Stream::channel)
            .thenComparing(Stream::epoch, Comparator.nullsFirst(Comparator.naturalOrder()));

    @Override
    public int compareTo(Stream other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Events of which only the outcome is known.
   *
   * @param completions the lag of the last user, of each event that was complete
   * @param slips how late each was published, in nanoseconds
   */
  record Settled(
      long seen, long complete, long planned, SavedHistogram completions, SavedHistogram slips) {
    static final Settled NONE = new Settled(0, 0, 0, SavedHistogram.NONE, SavedHistogram.NONE);

    Settled plus(Settled other) {
      return new Settled(
          seen + other.seen,
          complete + other.complete,
          planned + other.planned,
          completions.plus(other.completions),
          slips.plus(other.slips));
    }
  }

  /** Events that some user got. */
  public long seen() {
    return settled.seen + seq.size();
  }

  /** Events that every user got who was meant to. */
  long complete() {
    return settled.complete + rows().filter(this::isComplete).count();
  }

  /** Events that some user got, but not all. */
  public long incomplete() {
    return seen() - complete();
  }

  /** Of the events that some user got, those that the plan has as well. */
  public long ofPlan() {
    return settled.planned + planned.sum();
  }

  /** Deliveries of a queue beyond the first of each event that can be told from the others. */
  public long repeated() {
    return receipts.sum() - receipts.size();
  }

  /** The lag of the last user, of each event that is complete. */
  SignedHistogram completions() {
    SignedHistogram lags = settled.completions.open();
    rows().filter(this::isComplete).forEach(row -> lags.record(longestLagNanos.get(row)));
    return lags;
  }

  /** How long after their planned instants events were published, each once, in nanoseconds. */
  SignedHistogram slips() {
    SignedHistogram slips = settled.slips.open();
    rows()
        .mapToLong(slipMicros::get)
        .filter(micros -> micros != PolledEvent.UNKNOWN)
        .forEach(micros -> slips.record(nanos(micros)));
    return slips;
  }

  static long nanos(long micros) {
    return Math.min(micros, Long.MAX_VALUE / 1_000) * 1_000;
  }

  private IntStream rows() {
    return IntStream.range(0, seq.size());
  }

  private boolean isComplete(int row) {
    long users = audience.of(streams.get((int) stream.get(row)).channel());
    return users > 0 && receipts.get(row) >= users;
  }

  /** The events of both: users of both got them, each its own times. */
  Receipts plus(Receipts other) {
    TreeSet<Stream> all = new TreeSet<>(streams);
    all.addAll(other.streams);
    List<Stream> ordered = List.copyOf(all);
    long[] ours = places(streams, ordered);
    long[] theirs = places(other.streams, ordered);
    Table both = new Table(seq.size() + other.seq.size());
    int theirRow = 0;
    for (int row = 0; row < seq.size(); row++) {
      long[] our = row(row, ours);
      while (theirRow < other.seq.size() && Table.isBefore(other.row(theirRow, theirs), our)) {
        both.append(other.row(theirRow++, theirs));
      }
      both.append(our);
    }
    while (theirRow < other.seq.size()) {
      both.append(other.row(theirRow++, theirs));
    }
    return both.ordered(
        ordered,
        audience.plus(other.audience),
        exceeded || other.exceeded,
        settled.plus(other.settled));
  }

  private long[] row(int row, long[] places) {
    return new long[] {
      places[(int) stream.get(row)],
      seq.get(row),
      receipts.get(row),
      longestLagNanos.get(row),
      slipMicros.get(row),
      planned.get(row)
    };
  }

  private static long[] places(List<Stream> streams, List<Stream> ordered) {
    Map<Stream, Long> place = new HashMap<>();
    ordered.forEach(stream -> place.put(stream, (long) place.size()));
    return streams.stream().mapToLong(place::get).toArray();
  }

  /** Collects the rows of events, and adds up those of one event. Not safe for threads. */
  static final class Table {
    private static final int STREAM = 0;
    private static final int SEQ = 1;
    private static final int RECEIPTS = 2;
    private static final int LAG = 3;
    private static final int SLIP = 4;
    private static final int PLANNED = 5;
    private static final int COLUMNS = 6;

    private final List<Stream> streams = new ArrayList<>();
    private final Map<Stream, Integer> places = new HashMap<>();
    private long[][] columns;
    private int rows;

    Table(int capacity) {
      columns = new long[COLUMNS][Math.max(1, capacity)];
    }

    /** A copy, to be added to. */
    Table(Table other) {
      streams.addAll(other.streams);
      places.putAll(other.places);
      rows = other.rows;
      columns = Arrays.stream(other.columns).map(long[]::clone).toArray(long[][]::new);
    }

    int rows() {
      return rows;
    }

    int streams() {
      return streams.size();
    }

    boolean knows(Stream stream) {
      return places.containsKey(stream);
    }

    /** Takes an event, in any order. */
    void add(
        Stream stream,
        long seq,
        long receipts,
        long longestLagNanos,
        long slipMicros,
        boolean planned) {
      Integer place = places.get(stream);
      if (place == null) {
        place = streams.size();
        places.put(stream, place);
        streams.add(stream);
      }
      put(place, seq, receipts, longestLagNanos, slipMicros, planned ? 1 : 0);
    }

    private void put(long... row) {
      if (rows == columns[0].length) {
        for (int i = 0; i < COLUMNS; i++) {
          columns[i] = Arrays.copyOf(columns[i], 2 * rows);
        }
      }
      for (int i = 0; i < COLUMNS; i++) {
        columns[i][rows] = row[i];
      }
      rows++;
    }

    Receipts receipts(Audience audience, boolean exceeded, Settled settled) {
      List<Stream> ordered = List.copyOf(new TreeSet<>(streams));
      long[] place = Receipts.places(streams, ordered);
      Table table = new Table(rows);
      IntStream.range(0, rows)
          .mapToObj(this::row)
          .peek(row -> row[STREAM] = place[(int) row[STREAM]])
          .sorted(
              Comparator.<long[]>comparingLong(row -> row[STREAM])
                  .thenComparingLong(row -> row[SEQ]))
          .forEachOrdered(table::append);
      return table.ordered(ordered, audience, exceeded, settled);
    }

    private long[] row(int row) {
      long[] values = new long[COLUMNS];
      for (int i = 0; i < COLUMNS; i++) {
        values[i] = columns[i][row];
      }
      return values;
    }

    static boolean isBefore(long[] row, long[] other) {
      return row[STREAM] != other[STREAM] ? row[STREAM] < other[STREAM] : row[SEQ] < other[SEQ];
    }

    /** Takes the next row of all that are in order: one of the same event adds to the last. */
    private void append(long[] row) {
      int last = rows - 1;
      boolean same =
          rows > 0 && columns[STREAM][last] == row[STREAM] && columns[SEQ][last] == row[SEQ];
      if (!same) {
        put(row);
        return;
      }
      columns[RECEIPTS][last] += row[RECEIPTS];
      for (int i : new int[] {LAG, SLIP, PLANNED}) {
        columns[i][last] = Math.max(columns[i][last], row[i]);
      }
    }

    private Receipts ordered(
        List<Stream> ordered, Audience audience, boolean exceeded, Settled settled) {
      return new Receipts(
          audience,
          exceeded,
          settled,
          ordered,
          column(STREAM),
          column(SEQ),
          column(RECEIPTS),
          column(LAG),
          column(SLIP),
          column(PLANNED));
    }

    private LongList column(int index) {
      return LongList.of(Arrays.copyOf(columns[index], rows));
    }
  }
}
