package longpoll.server.hub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A whole HTTP response, shared by every poll that gets the same one. It refers to the events of
 * the log and copies nothing: a {@link Reader} puts their bytes into the buffer from which they are
 * written. The text around them is rendered when the first byte is read, after the hub's lock is
 * free.
 *
 * <p>It is written to the socket without Undertow's response path: with ten thousand polls waiting
 * for one event, rendering the headers of each would be most of the work.
 *
 * <p>The size of an answer with events counts in a {@link ByteBudget} while somebody needs it: each
 * holder calls {@link #retain} and, later, {@link #release}. Thread-safe.
 */
public final class Answer {
  /** What the connection does after the answer. */
  public enum Form {
    /** HTTP/1.1 and staying open, which needs no header. */
    PERSISTENT(""),
    /** HTTP/1.0 and staying open, which needs a header. */
    KEEP_ALIVE("Connection: keep-alive\r\n"),
    /** Closing after this answer. */
    CLOSE("Connection: close\r\n"),
    /** Its head was sent when the poll was parked; HTTP/1.1 and staying open. */
    CHUNKED("Transfer-Encoding: chunked\r\n"),
    /** Its head was sent when the poll was parked; the connection's end is that of the body. */
    UNTIL_CLOSE("Connection: close\r\n"),
    /** On a stream of HTTP/2, where the head is no part of the bytes. */
    STREAM("");

    private final byte[] endOfHead;

    Form(String header) {
      endOfHead = (header + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    String endOfHead() {
      return new String(endOfHead, StandardCharsets.US_ASCII);
    }

    private boolean hasHead() {
      return !isBegunEarly() && this != STREAM;
    }

    /** Whether the head is sent before it is known what the answer will be. */
    public boolean isBegunEarly() {
      return this == CHUNKED || this == UNTIL_CLOSE;
    }
  }

  /**
   * The text around the events.
   *
   * @param head status line and headers without the empty line
   * @param opening the body before the events
   * @param closing the body after them
   * @param late what stands for an answer without a body where the head of a 200 was sent before;
   *     else empty
   */
  record Frame(byte[] head, byte[] opening, byte[] closing, byte[] late) {
    Frame(byte[] head, byte[] opening, byte[] closing) {
      this(head, opening, closing, NOTHING);
    }
  }

  private static final byte[] NOTHING = {};
  private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEXT_EVENT = {'}', ','};
  private static final byte[] LAST_EVENT = {'}'};

  private static final int PARTS_BEFORE_EVENTS = 3;
  private static final int PARTS_OF_EVENT = 3;
  private static final int PARTS_AFTER_EVENTS = 3;

  private final Outcome outcome;
  private final Event[] events;
  private final boolean shortened;
  private final Supplier<Frame> renderer;
  private final ByteBudget budget;
  private final long bytes;
  private final AtomicInteger holders = new AtomicInteger();

  /** Rendered by whoever needs it first; by two threads at worst, to the same bytes. */
  private volatile Frame frame;

  private Answer(
      Outcome outcome,
      List<Event> events,
      boolean shortened,
      Supplier<Frame> renderer,
      ByteBudget budget,
      long bytes) {
    this.outcome = outcome;
    this.events = events.toArray(Event[]::new);
    this.shortened = shortened;
    this.renderer = renderer;
    this.budget = budget;
    this.bytes = bytes;
  }

  /** An answer without events; small, and in no budget. */
  static Answer of(Outcome outcome, Supplier<Frame> renderer) {
    return new Answer(outcome, List.of(), false, renderer, null, 0);
  }

  /**
   * An answer with events.
   *
   * @param shortened whether it has fewer events than asked for, because memory is short
   * @param budget where {@code bytes} have been taken; they are given back with the last release
   */
  static Answer delivery(
      List<Event> events,
      boolean shortened,
      Supplier<Frame> renderer,
      ByteBudget budget,
      long bytes) {
    return new Answer(Outcome.DELIVERED, events, shortened, renderer, budget, bytes);
  }

  public Outcome outcome() {
    return outcome;
  }

  /** Number of events in it. */
  public int events() {
    return events.length;
  }

  public boolean shortened() {
    return shortened;
  }

  void retain() {
    holders.incrementAndGet();
  }

  public void release() {
    if (holders.decrementAndGet() == 0 && budget != null) {
      budget.give(bytes);
    }
  }

  /** Status line and headers, without the empty line. */
  public byte[] head() {
    return frame().head();
  }

  public Reader reader(Form form) {
    return new Reader(form);
  }

  private Frame frame() {
    Frame rendered = frame;
    if (rendered == null) {
      rendered = renderer.get();
      frame = rendered;
    }
    return rendered;
  }

  /** Walks over the bytes of the answer. Not thread-safe. */
  public final class Reader {
    private final Form form;
    private final Frame frame = frame();
    private final int closing = PARTS_BEFORE_EVENTS + PARTS_OF_EVENT * events.length;
    private final int parts = closing + PARTS_AFTER_EVENTS;
    private final byte[] chunkSize;
    private int part;
    private int offset;

    private Reader(Form form) {
      this.form = form;
      chunkSize = form == Form.CHUNKED ? chunkSize() : NOTHING;
    }

    private byte[] chunkSize() {
      long length = 0;
      for (int i = PARTS_BEFORE_EVENTS - 1; i < parts - 1; i++) {
        length += part(i).length;
      }
      return (Long.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Puts the next bytes into a buffer, as many as it has room for, and does not move. */
    public void peek(ByteBuffer target) {
      int from = offset;
      for (int i = part; i < parts && target.hasRemaining(); i++) {
        byte[] bytes = part(i);
        target.put(bytes, from, Math.min(bytes.length - from, target.remaining()));
        from = 0;
      }
    }

    /** Moves on by so many bytes. */
    public void skip(int count) {
      int left = count;
      while (part < parts && left >= part(part).length - offset) {
        left -= part(part).length - offset;
        part++;
        offset = 0;
      }
      offset += left;
    }

    public boolean atEnd() {
      return part == parts;
    }

    private byte[] part(int i) {
      boolean early = form.isBegunEarly();
      if (i < PARTS_BEFORE_EVENTS) {
        return switch (i) {
          case 0 -> form.hasHead() ? frame.head() : NOTHING;
          case 1 -> form.hasHead() ? form.endOfHead : chunkSize;
          default -> frame.opening();
        };
      }
      if (i >= closing) {
        return switch (i - closing) {
          case 0 -> frame.closing();
          case 1 -> early ? frame.late() : NOTHING;
          default -> form == Form.CHUNKED ? LAST_CHUNK : NOTHING;
        };
      }
      Event event = events[(i - PARTS_BEFORE_EVENTS) / PARTS_OF_EVENT];
      return switch ((i - PARTS_BEFORE_EVENTS) % PARTS_OF_EVENT) {
        case 0 -> event.head();
        case 1 -> event.data();
        default -> i == closing - 1 ? LAST_EVENT : NEXT_EVENT;
      };
    }
  }
}
