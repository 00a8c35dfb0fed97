package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import longpoll.dialect.FailureKind;
import longpoll.text.Excerpt;
import longpoll.transport.PollListener.ConnectCause;

/**
 * A client with a place on a connection that it shares, where each of its polls is a stream of
 * HTTP/2. A stream that is reset ends its poll and no other; the end of the connection ends the
 * polls of all its clients at once. Confined to its event loop.
 */
public final class PollStream extends ClientConnection implements ReadQueue.Work {
  private static final int LONGEST_EXCERPT = 60;

  /** Where this client has its place, or null. */
  private Http2Connection connection;

  /** The poll under way, or null. */
  private Http2Exchange exchange;

  PollStream(PollTransport transport, EventLoop loop, Route route, PollListener listener) {
    super(transport, loop, route, listener);
  }

  @Override
  void begin() {
    if (connection != null) {
      // What was read may be that it goes away.
      connection.decode();
    }
    dueSoon();
    if (connection != null && !connection.takesPolls()) {
      lost(connection.whyNot());
    }
    if (connection != null) {
      write();
    } else {
      join();
    }
  }

  private void join() {
    state = State.CONNECTING;
    if (!route.tls()) {
      fail(
          FailureKind.NO_HTTP2,
          "protocol=h2 needs https, but " + route.host() + " is polled by http");
      tellSoon();
      return;
    }
    Http2Connection joined = transport.pool(loop, route).join(this);
    // A connection that cannot even be tried has told so by now.
    if (state == State.CONNECTING) {
      connection = joined;
      if (joined.stands()) {
        write();
      }
    }
  }

  private void lost(ConnectCause why) {
    Http2Connection old = connection;
    connection = null;
    cause = why;
    old.leave(this);
  }

  // ---- Told by the connection ------------------------------------------------------------------

  /** The connection stands, and this is the client that it was made for. */
  void connected() {
    listener.connected(cause);
  }

  void cannotConnect(Throwable thrown) {
    failsConnecting(Failures.connecting(thrown), Failures.inWords(thrown));
  }

  void failsConnecting(String kind, String detail) {
    connection = null;
    fail(kind, detail);
    tellSoon();
  }

  /** There are more clients than the server allows streams. */
  void moves() {
    lost(cause);
    join();
  }

  void write() {
    state = State.WAITING;
    byte[] request = takeUnsent();
    exchange = new Http2Exchange(this);
    listener.sent(transport.clock().nanoTime(), transport.clock().epochMicros());
    connection.send(exchange, request);
  }

  // ---- Told by the stream ----------------------------------------------------------------------

  boolean awaits(Http2Exchange from) {
    return from == exchange && state != State.OVER;
  }

  void head(int newStatus, AnswerHeaders newHeaders) {
    headCame(newStatus, newHeaders);
    listener.begun(newStatus, newHeaders);
  }

  void content(ByteBuf content) {
    if (status == 204 || status == 304) {
      // These have no body, whatever comes after their heads.
      if (content.isReadable()) {
        listener.trailingBytes(status, excerpt(content));
      }
      return;
    }
    try {
      body.append(content);
    } catch (Body.UnreadableException e) {
      malformed(e.getMessage());
    }
  }

  private static String excerpt(ByteBuf bytes) {
    int length = Math.min(bytes.readableBytes(), LONGEST_EXCERPT);
    return Excerpt.of(bytes.toString(bytes.readerIndex(), length, StandardCharsets.UTF_8));
  }

  void answered() {
    over(
        () ->
            end(
                new Answered(
                    true,
                    connection.nanos(),
                    connection.micros(),
                    connection.maybeEarlierNanos())));
  }

  void malformed(String detail) {
    Http2Exchange bad = exchange;
    over(
        () ->
            failInAnyCase(FailureKind.MALFORMED, detail, connection.nanos(), connection.micros()));
    bad.cancel();
  }

  /** There will be no whole answer. */
  void failed(String kind, String detail) {
    over(() -> fail(kind, detail, connection.nanos(), connection.micros()));
  }

  /**
   * The stream or the connection has ended.
   *
   * @param how in words
   */
  void streamEnded(String kind, String how) {
    if (state == State.ANSWERING) {
      failed(FailureKind.TRUNCATED, how + " in the middle of an answer");
    } else {
      failed(kind, how + " while the poll was held");
    }
  }

  /** The poll was given up, and no answer crossed that on the way. */
  void cutDone() {
    over(() -> endAsCut(connection.nanos()));
  }

  private void over(Runnable ending) {
    Http2Exchange done = exchange;
    exchange = null;
    ending.run();
    connection.over(done);
    ReadQueue.ofThisLoop().add(this, loop);
  }

  /** The connection of the poll that has just ended is no more. */
  void connectionGone() {
    lost(ConnectCause.BROKEN_OFF);
  }

  @Override
  public int work() {
    tell();
    return 1;
  }

  // ---- Told by the client ----------------------------------------------------------------------

  @Override
  void giveUp() {
    connection.giveUp(exchange);
  }

  @Override
  void abandon() {
    if (exchange == null) {
      if (connection != null) {
        lost(ConnectCause.BROKEN_OFF);
      }
      return;
    }
    Http2Exchange old = exchange;
    exchange = null;
    connection.over(old);
    old.cancel();
  }

  @Override
  void decodeNow() {
    if (connection != null && connection.channel() != null) {
      connection.decode();
    }
  }

  @Override
  void pollIsOver(boolean goesOn) {
    // The place stays: only the stream is over, whatever became of it.
  }
}
