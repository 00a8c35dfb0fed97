package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.FailureKind;
import longpoll.text.Excerpt;
import longpoll.transport.PollListener.ConnectCause;

/**
 * One client of a target: sends a poll at a time over a connection that it keeps, opens another
 * when the target closed it, and never sends a poll twice. Confined to its event loop.
 */
public final class PollConnection {
  /** How long a poll that was given up may still be answered by what is already on its way. */
  private static final long CUT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** How long the server may take to end a connection that it said it would. */
  private static final long SERVER_END_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final int LONGEST_EXCERPT = 60;

  private final PollTransport transport;
  private final EventLoop loop;
  private final PollListener listener;

  private Route route;
  private State state = State.IDLE;
  private boolean cutting;

  /** Why the next connection will be made. */
  private ConnectCause cause = ConnectCause.FIRST;

  /** The connection that stands or is being made, or null. */
  private Wire wire;

  private boolean stands;

  /** A connection of an earlier poll whose end the server is to send, or null. */
  private Wire leftToServer;

  /** Of the answer that was its last. */
  private int lastStatus;

  /** False once the server has left it to this side to end a connection. */
  private boolean serverEnds = true;

  private byte[] unsent;
  private long timeoutNanos;
  private long dueNanos;
  private ScheduledFuture<?> timer;
  private long timerNanos;

  private int status;
  private AnswerHeaders headers = AnswerHeaders.NONE;
  private boolean keepsAlive;

  /** The answer says that the server closes the connection after it. */
  private boolean closeAnnounced;

  /** It has said so by its version of HTTP alone. */
  private boolean oldHttp;

  private final Body body;

  /** What came of the poll, until the listener is told. */
  private Ending ending;

  private enum State {
    /** No poll is under way. */
    IDLE,
    CONNECTING,
    /** The poll was written. */
    WAITING,
    /** Some of an answer has come. */
    BEGUN,
    /** The head of an answer has come. */
    ANSWERING,
    /** All is known, and waits to be told. */
    OVER
  }

  private sealed interface Ending {}

  /**
   * The body is in {@link #body}.
   *
   * @param mayBeCoded false where the head is known to name no content coding
   */
  private record Answered(boolean mayBeCoded, long nanos, long micros, long maybeEarlierNanos)
      implements Ending {}

  private record Failed(String kind, String detail, long nanos, long micros) implements Ending {}

  private record Cut(long nanos) implements Ending {}

  /** Loads what says that a poll is over: without a file descriptor left, no class could be. */
  static void load() {
    Wire.load();
    List.of(new Answered(false, 0, 0, 0), new Failed("", "", 0, 0), new Cut(0));
    Excerpt.sentence("too many open files");
  }

  PollConnection(PollTransport transport, EventLoop loop, Route route, PollListener listener) {
    this.transport = transport;
    this.loop = loop;
    this.route = route;
    this.listener = listener;
    body = new Body(transport.bodies());
  }

  /** Where polls go from now on; a connection that leads elsewhere is closed. */
  public void route(Route next) {
    boolean same =
        next.port() == route.port()
            && next.tls() == route.tls()
            && next.host().equals(route.host());
    if (!same) {
      disconnect();
    }
    route = next;
  }

  /**
   * Sends a poll, over a new connection where none stands.
   *
   * @param request the whole of it, head and body; not to be changed any more
   * @param timeoutNanos how long until the poll fails, the time to connect included
   */
  public void send(byte[] request, long timeoutNanos) {
    mustBeIdle();
    unsent = request;
    this.timeoutNanos = timeoutNanos;
    cutting = false;
    if (wire != null) {
      // What came before the poll is not its answer.
      wire.decode();
    }
    dueAt(transport.clock().nanoTime() + timeoutNanos);
    if (wire != null && wire.isOpen()) {
      write();
    } else {
      if (wire != null) {
        lost(ConnectCause.SILENT_CLOSE);
      }
      state = State.CONNECTING;
      connect();
    }
  }

  /**
   * Gives the poll up that is under way, if one is: tells the server that nothing more will be
   * sent, and waits for its last word. A poll that has not been written yet never will be.
   */
  public void cut() {
    if (state == State.IDLE || state == State.OVER || cutting) {
      return;
    }
    cutting = true;
    if (state == State.CONNECTING) {
      end(new Cut(transport.clock().nanoTime()));
      drop(ConnectCause.BROKEN_OFF);
      tellSoon();
      return;
    }
    SslHandler tls = wire.channel().pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    }
    if (wire.channel() instanceof DuplexChannel duplex && wire.isOpen()) {
      // Half a close: an answer that crosses it on the way still arrives, so that the poll ends
      // the same way on both sides.
      duplex.shutdownOutput();
    }
    dueAt(transport.clock().nanoTime() + CUT_PATIENCE_NANOS);
  }

  private void mustBeIdle() {
    if (state != State.IDLE) {
      throw new IllegalStateException("a poll is under way");
    }
  }

  /** Closes the connection that stands between two polls. */
  public void disconnect() {
    mustBeIdle();
    drop(ConnectCause.BROKEN_OFF);
  }

  /** What the connection still brings belongs to nobody. */
  private void drop(ConnectCause why) {
    if (wire != null) {
      Wire old = wire;
      lost(why);
      old.close();
    }
  }

  private void lost(ConnectCause why) {
    if (stands) {
      cause = why;
    }
    stands = false;
    wire = null;
  }

  /**
   * Lets the server end a connection, as it said that it would. The port of a connection stays
   * taken for a minute on the side that ends it first, and here ports are scarce. A server that
   * leaves it to the client is waited for once: each wait takes a descriptor.
   */
  private void leaveToServer() {
    Wire old = wire;
    lost(oldHttp ? ConnectCause.OLD_HTTP : ConnectCause.ANNOUNCED_CLOSE);
    if (serverEnds && leftToServer != null && leftToServer.isOpen()) {
      serverEnds = false;
      leftToServer.close();
    }
    if (!serverEnds || !old.isOpen()) {
      old.close();
      return;
    }
    leftToServer = old;
    lastStatus = status;
    loop.schedule(
        () -> {
          if (old.isOpen()) {
            serverEnds = false;
            old.close();
          }
        },
        SERVER_END_NANOS,
        TimeUnit.NANOSECONDS);
  }

  // ---- Connecting ------------------------------------------------------------------------------

  private void connect() {
    Wire made = new Wire(this, transport);
    wire = made;
    Connector.connect(transport, loop, route, made::install, () -> wire == made)
        .addListener(
            (Future<Channel> standing) -> {
              if (wire != made) {
                made.close();
              } else if (standing.isSuccess()) {
                stands();
              } else {
                cannotConnect(standing.cause());
              }
            });
  }

  private void stands() {
    stands = true;
    listener.connected(cause);
    write();
  }

  private void cannotConnect(Throwable cause) {
    fail(Failures.connecting(cause), Failures.inWords(cause));
    drop(ConnectCause.BROKEN_OFF);
    tellSoon();
  }

  // ---- Sending ---------------------------------------------------------------------------------

  private void write() {
    state = State.WAITING;
    byte[] request = unsent;
    unsent = null;
    long nanos = transport.clock().nanoTime();
    listener.sent(nanos, transport.clock().epochMicros());
    wire.write(request, nanos);
  }

  // ---- What the wire brings --------------------------------------------------------------------

  void bytesArrived(Wire from, ByteBuf bytes) {
    if (from == leftToServer) {
      leftToServer = null;
      listener.trailingBytes(lastStatus, excerpt(bytes));
    }
    if (from != wire) {
      return;
    }
    if (state == State.WAITING) {
      state = State.BEGUN;
    } else if (state == State.IDLE || state == State.OVER) {
      unasked(bytes);
    }
  }

  private static String excerpt(ByteBuf bytes) {
    int length = Math.min(bytes.readableBytes(), LONGEST_EXCERPT);
    return Excerpt.of(bytes.toString(bytes.readerIndex(), length, StandardCharsets.UTF_8));
  }

  /** Bytes that no poll asked for would be taken for the answer to the next one. */
  private void unasked(ByteBuf bytes) {
    if (state == State.IDLE || ending instanceof Answered) {
      listener.trailingBytes(status, excerpt(bytes));
    }
    if (state == State.IDLE) {
      drop(ConnectCause.SILENT_CLOSE);
    } else {
      keepsAlive = false;
    }
  }

  void head(Wire from, HttpResponse head) {
    if (!awaits(from)) {
      return;
    }
    begin(head.status().code(), AnswerHeaders.of(head.headers()), !HttpUtil.isKeepAlive(head));
    oldHttp = closeAnnounced && isOldHttp(head);
    listener.begun(status, headers);
  }

  private void begin(int newStatus, AnswerHeaders newHeaders, boolean closes) {
    state = State.ANSWERING;
    status = newStatus;
    headers = newHeaders;
    closeAnnounced = closes;
    keepsAlive = !closes && status != 101;
    oldHttp = false;
  }

  private static boolean isOldHttp(HttpResponse head) {
    return head.protocolVersion().minorVersion() == 0
        && !head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
  }

  void content(Wire from, ByteBuf content) {
    if (from != wire || state != State.ANSWERING) {
      return;
    }
    try {
      body.append(content);
    } catch (Body.UnreadableException e) {
      malformed(from, e.getMessage());
    }
  }

  /**
   * @param more whether the same bytes go on after it
   */
  void interimEnded(Wire from, boolean more) {
    if (from == wire && state == State.BEGUN && !more) {
      state = State.WAITING;
    }
  }

  /**
   * @param more what has come after it, or null
   */
  void answerEnded(Wire from, ByteBuf more) {
    boolean cutOff = from.isEnding() && from.wasReset();
    if (from == wire && state == State.ANSWERING && !cutOff) {
      // A body that nothing but the connection's end delimits announces that end.
      closeAnnounced |= from.isEnding();
      end(new Answered(true, from.nanos(), from.micros(), from.maybeEarlierNanos()));
      if (more != null) {
        unasked(more);
      }
    }
  }

  /** Whether the bytes that come next are the start of an answer. */
  boolean awaitsAnswer(Wire from) {
    return from == wire && state == State.WAITING;
  }

  /** Head, body and end of the answer that is awaited. */
  void wholeAnswer(Wire from, WholeAnswer answer, byte[] bytes) {
    begin(answer.status(), answer, answer.closes());
    listener.begun(status, headers);
    try {
      body.setWhole(bytes, answer.headEnd());
      end(new Answered(answer.isCoded(), from.nanos(), from.micros(), from.maybeEarlierNanos()));
    } catch (Body.UnreadableException e) {
      malformed(from, e.getMessage());
    }
  }

  void undecodable(Wire from, String detail) {
    if (awaits(from) || from == wire && state == State.ANSWERING) {
      malformed(from, "what came is not an HTTP answer: " + detail);
    }
  }

  private void malformed(Wire from, String detail) {
    end(new Failed(FailureKind.MALFORMED, detail, from.nanos(), from.micros()));
    // What else comes over this connection may belong to the same answer.
    drop(ConnectCause.BROKEN_OFF);
  }

  private boolean awaits(Wire from) {
    return from == wire && (state == State.WAITING || state == State.BEGUN);
  }

  void ended(Wire from) {
    if (from != wire) {
      return;
    }
    switch (state) {
      case IDLE -> lost(ConnectCause.SILENT_CLOSE);
      case OVER -> keepsAlive = false;
      case CONNECTING -> {
        // The attempt to connect fails by itself.
      }
      case WAITING ->
          lost(
              from.wasReset() ? FailureKind.RESET : FailureKind.CLOSED,
              from.wasReset()
                  ? "the connection was reset while the poll was held"
                  : "the connection was closed while the poll was held");
      case BEGUN, ANSWERING ->
          lost(FailureKind.TRUNCATED, "the connection ended in the middle of an answer");
    }
  }

  private void lost(String kind, String detail) {
    fail(kind, detail, wire.nanos(), wire.micros());
    lost(ConnectCause.BROKEN_OFF);
  }

  void broken(Wire from, Throwable cause) {
    if (from != wire || state == State.CONNECTING) {
      // Whoever closed it, or connects, knows already.
      return;
    }
    boolean held = state == State.WAITING || state == State.BEGUN || state == State.ANSWERING;
    if (held && Failures.isTls(cause)) {
      fail(FailureKind.TLS, Failures.inWords(cause));
      tellSoon();
    } else if (held && !(cause instanceof IOException)) {
      fail(FailureKind.INTERNAL, Failures.inWords(cause));
      tellSoon();
    }
    // An IOException ends the connection, which tells the rest.
    from.channel().close();
  }

  // ---- Ending ----------------------------------------------------------------------------------

  private void fail(String kind, String detail) {
    fail(kind, detail, transport.clock().nanoTime(), transport.clock().epochMicros());
  }

  private void fail(String kind, String detail, long nanos, long micros) {
    end(cutting ? new Cut(nanos) : new Failed(kind, detail, nanos, micros));
  }

  private void end(Ending how) {
    ending = how;
    state = State.OVER;
  }

  private void tellSoon() {
    loop.execute(this::tell);
  }

  /** Tells the listener what came of the poll, if it is known. */
  void tell() {
    Ending how = ending;
    if (how == null) {
      return;
    }
    ending = null;
    unsent = null;
    boolean wasCutting = cutting;
    cutting = false;
    byte[] whole = null;
    if (how instanceof Answered answered) {
      try {
        whole = body.decoded(answered.mayBeCoded ? codings() : List.of());
      } catch (Body.UnreadableException e) {
        how = new Failed(FailureKind.MALFORMED, e.getMessage(), answered.nanos, answered.micros);
      }
    }
    if (!(how instanceof Answered) || wasCutting) {
      drop(ConnectCause.BROKEN_OFF);
    } else if (closeAnnounced) {
      leaveToServer();
    } else if (!keepsAlive) {
      drop(ConnectCause.SILENT_CLOSE);
    }
    state = State.IDLE;
    AnswerHeaders answerHeaders = headers;
    headers = AnswerHeaders.NONE;
    try {
      if (how instanceof Answered answered) {
        listener.answered(
            new PollAnswer(
                status,
                answerHeaders,
                whole,
                answered.nanos,
                answered.micros,
                answered.maybeEarlierNanos));
      } else if (how instanceof Failed failed) {
        // It may quote what the server sent.
        listener.failed(failed.kind, Excerpt.sentence(failed.detail), failed.nanos, failed.micros);
      } else if (how instanceof Cut cut) {
        listener.cut(cut.nanos);
      }
    } finally {
      body.clear();
    }
  }

  private List<String> codings() {
    return headers.getAll(HttpHeaderNames.CONTENT_ENCODING.toString());
  }

  // ---- Time ------------------------------------------------------------------------------------

  private void dueAt(long nanos) {
    dueNanos = nanos;
    // One timer for many polls: each would be cancelled long before it is due.
    if (timer == null || timerNanos - nanos > 0) {
      if (timer != null) {
        timer.cancel(false);
      }
      startTimer();
    }
  }

  private void startTimer() {
    timerNanos = dueNanos;
    long delay = Math.max(0, dueNanos - transport.clock().nanoTime());
    timer = loop.schedule(this::due, delay, TimeUnit.NANOSECONDS);
  }

  private void due() {
    timer = null;
    if (state == State.IDLE || state == State.OVER) {
      return;
    }
    if (dueNanos - transport.clock().nanoTime() > 0) {
      startTimer();
      return;
    }
    if (wire != null && wire.channel() != null) {
      // The answer may have been read already, and wait to be decoded.
      wire.decode();
    }
    if (state != State.OVER) {
      boolean connecting = state == State.CONNECTING;
      fail(
          connecting ? FailureKind.UNREACHABLE : FailureKind.TIMEOUT,
          (connecting ? "no connection after " : "no whole answer after ")
              + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
              + " ms");
      drop(ConnectCause.BROKEN_OFF);
    }
    tell();
  }
}
