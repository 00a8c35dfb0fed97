package longpoll.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.Answer;
import longpoll.dialect.Dialect;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.Position;
import longpoll.measure.UserBook;

/**
 * One probe: its connection, where it stands, and the poll that it holds. It polls, re-arms, backs
 * off and ends as a user does. Confined to the thread of its {@link ProbeLoop}.
 */
final class Probe {
  /** How long a poll that was given up may still be answered by what is already on its way. */
  private static final long CUT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long CONNECT_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ProbeLoop loop;
  private final UserBook book;
  private final String channelName;
  private final InetSocketAddress source;
  private final AnswerReader reader = new AnswerReader();
  private final Dialect.HeaderLookup headers = reader::header;

  private State state = State.AWAY;
  private Position position;
  private SocketChannel channel;
  private SelectionKey key;
  private ByteBuffer unsent;
  private boolean connectedBefore;
  private int failuresInARow;

  /** When something is due next; means nothing once gone. */
  private long dueNanos;

  private long sentNanos;
  private Duration hold;

  private long arrivedNanos;
  private long arrivedMicros;
  private long maybeEarlierNanos;
  private boolean ended;
  private IOException broken;

  /** What was taken in waits for {@link #act}. */
  private boolean taken;

  private enum State {
    /** Between two polls, connected or not. */
    AWAY,
    CONNECTING,
    /** A poll is held. */
    WAITING,
    /** Given up: half of the connection is closed, and the target has the last word. */
    CUTTING,
    GONE
  }

  Probe(
      ProbeLoop loop,
      UserBook book,
      String channelName,
      InetSocketAddress source,
      Position start,
      long opensNanos) {
    this.loop = loop;
    this.book = book;
    this.channelName = channelName;
    this.source = source;
    position = start;
    dueNanos = opensNanos;
  }

  long dueNanos() {
    return dueNanos;
  }

  boolean gone() {
    return state == State.GONE;
  }

  private boolean holds() {
    return state == State.WAITING || state == State.CUTTING;
  }

  private void dueAt(long nanos) {
    dueNanos = nanos;
    loop.wakeBy(nanos);
  }

  /** What was due is due. */
  void due(long nanos) {
    switch (state) {
      case AWAY -> poll(nanos);
      case CONNECTING ->
          failed(nanos, FailureKind.UNREACHABLE, "no connection within the limit", null);
      case WAITING -> failed(nanos, FailureKind.TIMEOUT, "no whole answer within the limit", null);
      case CUTTING -> {
        book.cut(nanos);
        leave();
      }
      case GONE -> {
        // Nothing is.
      }
    }
  }

  /** The run is over for whoever holds no poll. */
  void end() {
    if (state == State.AWAY || state == State.CONNECTING) {
      leave();
    }
  }

  /** Gives up what is held: what crosses on the way still counts. */
  void cut(long nanos) {
    end();
    if (state == State.WAITING) {
      try {
        channel.shutdownOutput();
        state = State.CUTTING;
        dueAt(nanos + CUT_PATIENCE_NANOS);
      } catch (IOException e) {
        book.cut(nanos);
        leave();
      }
    }
  }

  /**
   * First half of a turn: takes in what has arrived, and stamps it.
   *
   * @return whether there is something to make sense of
   */
  boolean ready() {
    if (!key.isValid()) {
      return false;
    }
    boolean news = false;
    try {
      if (key.isConnectable()) {
        key.interestOps(0);
        return takenFirst();
      }
      if (key.isWritable()) {
        flush();
      }
      if (!key.isReadable()) {
        return false;
      }
      int before = reader.available();
      ended = !reader.readFrom(channel);
      news = reader.available() > before;
    } catch (IOException e) {
      broken = e;
    }
    if (ended || broken != null) {
      key.interestOps(0);
    }
    if (taken && !news) {
      // The end of its connection makes an answer that waits no later.
      return false;
    }
    arrivedNanos = loop.clock().nanoTime();
    arrivedMicros = loop.clock().epochMicros();
    maybeEarlierNanos = loop.stamped(arrivedNanos);
    return takenFirst();
  }

  private boolean takenFirst() {
    boolean first = !taken;
    taken = true;
    return first;
  }

  /** Second half: makes sense of it. */
  void act() {
    taken = false;
    if (state == State.CONNECTING) {
      connected();
    } else if (state == State.AWAY) {
      if (ended || broken != null) {
        // The target closed an idle connection: the next poll opens another.
        disconnect();
      }
    } else if (holds()) {
      arrived();
    }
  }

  private void poll(long nanos) {
    if (loop.over(nanos)) {
      leave();
    } else if (channel != null) {
      send();
    } else {
      connect(nanos);
    }
  }

  private void connect(long nanos) {
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (source != null) {
        channel.bind(source);
      }
      state = State.CONNECTING;
      dueAt(nanos + CONNECT_LIMIT_NANOS);
      boolean there = channel.connect(loop.target());
      key = channel.register(loop.selector(), SelectionKey.OP_CONNECT, this);
      if (there) {
        connected();
      }
    } catch (IOException e) {
      failed(nanos, ProbeFailures.connecting(e), e.toString(), null);
    }
  }

  private void connected() {
    try {
      if (!channel.finishConnect()) {
        key.interestOps(SelectionKey.OP_CONNECT);
        return;
      }
      key.interestOps(SelectionKey.OP_READ);
      book.connectionOpened(connectedBefore);
      connectedBefore = true;
      send();
    } catch (IOException e) {
      failed(loop.clock().nanoTime(), ProbeFailures.connecting(e), e.toString(), null);
    }
  }

  private void send() {
    long nanos = loop.clock().nanoTime();
    hold = loop.holdToAskFor(nanos);
    unsent = ByteBuffer.wrap(loop.requests().poll(position, hold, channelName));
    state = State.WAITING;
    sentNanos = nanos;
    dueAt(nanos + loop.requestTimeoutNanos());
    book.sent(nanos, loop.clock().epochMicros(), hold.toNanos());
    try {
      flush();
    } catch (IOException e) {
      failed(loop.clock().nanoTime(), FailureKind.RESET, e.toString(), null);
      return;
    }
    if (reader.begun()) {
      // The target had sent more than it was asked for: this is what it answers with.
      arrivedNanos = loop.clock().nanoTime();
      arrivedMicros = loop.clock().epochMicros();
      maybeEarlierNanos = 0;
      taken = true;
      loop.again(this);
    }
  }

  private void flush() throws IOException {
    if (unsent != null) {
      channel.write(unsent);
      boolean whole = !unsent.hasRemaining();
      unsent = whole ? null : unsent;
      int interest = whole ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
      if (key.interestOps() != interest) {
        key.interestOps(interest);
      }
    }
  }

  private void arrived() {
    try {
      boolean whole = reader.advance() || (ended && reader.endOfStream());
      if (whole) {
        answered();
      } else if (ended || broken != null) {
        if (state == State.CUTTING) {
          book.cut(arrivedNanos);
          leave();
        } else {
          String kind = ProbeFailures.held(reader.begun(), broken != null);
          failed(arrivedNanos, kind, broken == null ? "end of stream" : broken.toString(), null);
        }
      }
    } catch (AnswerReader.MalformedException e) {
      failed(arrivedNanos, FailureKind.MALFORMED, e.getMessage(), null);
    }
  }

  private void answered() {
    boolean cutting = state == State.CUTTING;
    Answer answer = loop.dialect().read(position, reader.status(), headers, loop.bodyOf(reader));
    boolean keep = reader.keepsAlive() && !ended && !cutting;
    reader.next();
    book.answered(arrivedNanos, arrivedMicros, answer);
    if (answer.outcome() == Outcome.DELIVERED) {
      loop.delivered(answer, arrivedMicros, maybeEarlierNanos);
    }
    position = answer.next();
    state = State.AWAY;
    if (!keep) {
      disconnect();
    }
    if (answer.outcome() == Outcome.FAILED) {
      loop.problem(answer.failureKind(), answer.detail());
      if (answer.failureKind().equals(FailureKind.MALFORMED)) {
        // What else comes over this connection may belong to the same answer.
        disconnect();
      }
    }
    if (cutting) {
      leave();
      return;
    }
    Duration wait = waitAfter(answer);
    dueAt(loop.noLaterThanTheEnd(arrivedNanos + wait.toNanos()));
    if (wait.isZero()) {
      poll(arrivedNanos);
    }
  }

  private Duration waitAfter(Answer answer) {
    if (answer.outcome() == Outcome.DELIVERED || answer.outcome() == Outcome.EMPTY) {
      failuresInARow = 0;
      return loop.rearm()
          .after(
              answer.outcome() == Outcome.EMPTY,
              Duration.ofNanos(arrivedNanos - sentNanos),
              loop.hold(),
              ThreadLocalRandom.current());
    }
    return backOff(answer.retryAfter());
  }

  /**
   * @param asked what the server asks for, or null; one that asks for no wait gets the usual one
   */
  private Duration backOff(Duration asked) {
    Duration wait = loop.backoff().after(failuresInARow);
    failuresInARow++;
    return asked == null || asked.isZero() ? wait : asked;
  }

  private void failed(long nanos, String kind, String detail, Duration retryAfter) {
    boolean cutting = state == State.CUTTING;
    disconnect();
    if (cutting) {
      book.cut(nanos);
      leave();
      return;
    }
    book.failed(nanos, kind);
    loop.problem(kind, detail);
    state = State.AWAY;
    dueAt(loop.noLaterThanTheEnd(nanos + backOff(retryAfter).toNanos()));
  }

  private void leave() {
    disconnect();
    state = State.GONE;
    loop.left();
  }

  private void disconnect() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It is given up in any case.
      }
    }
    channel = null;
    unsent = null;
    ended = false;
    broken = null;
    reader.reset();
  }
}
