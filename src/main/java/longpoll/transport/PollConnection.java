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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.FailureKind;
import longpoll.text.Excerpt;
import longpoll.transport.PollListener.ConnectCause;

/**
 * A client with a TCP connection of its own, on which it speaks HTTP/1.1: keeps it from poll to
 * poll, and opens another when the target closed it. Confined to its event loop.
 */
public final class PollConnection extends ClientConnection {
  /** How long the server may take to end a connection that it said it would. */
  private static final long SERVER_END_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final int LONGEST_EXCERPT = 60;

  /** The connection that stands or is being made, or null. */
  private Wire wire;

  private boolean stands;

  /** A connection of an earlier poll whose end the server is to send, or null. */
  private Wire leftToServer;

  /** Of the answer that was its last. */
  private int lastStatus;

  /** False once the server has left it to this side to end a connection. */
  private boolean serverEnds = true;

  private boolean keepsAlive;

  /** The answer says that the server closes the connection after it. */
  private boolean closeAnnounced;

  /** It has said so by its version of HTTP alone. */
  private boolean oldHttp;

  PollConnection(PollTransport transport, EventLoop loop, Route route, PollListener listener) {
    super(transport, loop, route, listener);
  }

  @Override
  void begin() {
    if (wire != null) {
      // What came before the poll is not its answer.
      wire.decode();
    }
    dueSoon();
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

  @Override
  void giveUp() {
    SslHandler tls = wire.channel().pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    }
    if (wire.channel() instanceof DuplexChannel duplex && wire.isOpen()) {
      // Half a close: an answer that crosses it on the way still arrives, so that the poll ends
      // the same way on both sides.
      duplex.shutdownOutput();
    }
  }

  @Override
  void abandon() {
    drop(ConnectCause.BROKEN_OFF);
  }

  @Override
  void decodeNow() {
    if (wire != null && wire.channel() != null) {
      wire.decode();
    }
  }

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
    byte[] request = takeUnsent();
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
    headCame(newStatus, newHeaders);
    closeAnnounced = closes;
    keepsAlive = !closes && newStatus != 101;
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
    failInAnyCase(FailureKind.MALFORMED, detail, from.nanos(), from.micros());
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

  @Override
  void pollIsOver(boolean goesOn) {
    if (!goesOn) {
      drop(ConnectCause.BROKEN_OFF);
    } else if (closeAnnounced) {
      leaveToServer();
    } else if (!keepsAlive) {
      drop(ConnectCause.SILENT_CLOSE);
    }
  }
}
