package longpoll.server.http;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import longpoll.server.hub.Answer;
import longpoll.server.process.ProcessEnd;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One poll on its connection. Everything here runs on the connection's IO thread.
 *
 * <p>While the poll is held this object listens on the connection itself: Undertow does not read
 * while a request is in flight, and would not notice a client that leaves. Bytes that arrive are
 * the client's next request and are kept for it. Leaving reads on also saves two system calls a
 * poll.
 *
 * <p>When the poll has been answered it stays the connection's listener until the next request:
 * another poll takes over the exchange, as if Undertow had just handed it on; for anything else the
 * exchange ends.
 */
final class PollExchange extends HttpPoll implements ChannelListener<ConduitStreamSourceChannel> {
  /**
   * Most bytes of further requests that are read while a poll is held; then reading pauses. About
   * what a connection costs anyway.
   */
  private static final int MOST_PIPELINED_BYTES = 4 << 10;

  private final HttpServerExchange exchange;
  private final HttpServerConnection connection;
  private final PollGateway gateway;
  private boolean gone;
  private boolean watching;
  private boolean answered;

  /** The answer that is retained for this poll, until it is written or given up. */
  private Answer writing;

  /** Of a poll that asked for it, else null. */
  private Heartbeat heartbeat;

  PollExchange(HttpServerExchange exchange, PollGateway gateway) {
    this.exchange = exchange;
    this.connection = (HttpServerConnection) exchange.getConnection();
    this.gateway = gateway;
  }

  @Override
  XnioIoThread thread() {
    return connection.getIoThread();
  }

  HttpServerConnection connection() {
    return connection;
  }

  /** The poll that follows this one on its connection. */
  PollExchange next() {
    return new PollExchange(exchange, gateway);
  }

  /** Called when the poll is answered, too. */
  @Override
  void watch() {
    watching = true;
    connection.getChannel().getSourceChannel().setReadListener(this);
    connection.getOriginalSourceConduit().resumeReads();
  }

  @Override
  void beginEarly(long heartbeatNanos) {
    boolean chunked = exchange.isPersistent() && exchange.isHttp11();
    if (!chunked) {
      exchange.setPersistent(false);
    }
    heartbeat = new Heartbeat(this, chunked ? Answer.Form.CHUNKED : Answer.Form.UNTIL_CLOSE);
    heartbeat.start(gateway.earlyHead(heartbeat.form()), heartbeatNanos);
  }

  @Override
  void writeEarly(ByteBuffer bytes) throws IOException {
    connection.getOriginalSinkConduit().write(bytes);
    connection.getOriginalSinkConduit().flush();
  }

  @Override
  public void handleEvent(ConduitStreamSourceChannel channel) {
    ByteBuffer buffer = gateway.readBuffer(this);
    try {
      int read = connection.getOriginalSourceConduit().read(buffer);
      if (read > 0) {
        readOn(buffer.flip());
      } else if (read < 0) {
        clientGone();
      }
    } catch (IOException e) {
      clientGone();
    } catch (OutOfMemoryError e) {
      throw ProcessEnd.outOfMemory(e);
    }
  }

  private void readOn(ByteBuffer bytes) {
    if (!answered) {
      keepForNextRequest(bytes);
    } else if (!gateway.pollAgain(this, bytes)) {
      keepForNextRequest(bytes);
      handBack();
    }
  }

  private void keepForNextRequest(ByteBuffer bytes) {
    var earlier = connection.getExtraBytes();
    int size = bytes.remaining() + (earlier == null ? 0 : earlier.getBuffer().remaining());
    ByteBuffer all = ByteBuffer.allocate(size);
    if (earlier != null) {
      all.put(earlier.getBuffer());
      earlier.close();
    }
    all.put(bytes).flip();
    connection.setExtraBytes(new ImmediatePooledByteBuffer(all));
    if (size >= MOST_PIPELINED_BYTES) {
      connection.getOriginalSourceConduit().suspendReads();
    }
  }

  /** The connection was closed or reset, by the client or by the server's own stop. */
  @Override
  void clientGone() {
    if (gone) {
      return;
    }
    gone = true;
    if (answered) {
      close();
      return;
    }
    if (heartbeat != null) {
      heartbeat.stop();
    }
    if (gateway.abort(this)) {
      close();
    }
    // Otherwise the poll has been claimed, and release() is about to find out.
  }

  @Override
  public void release() {
    if (heartbeat != null) {
      heartbeat.stop();
    }
    if (gone) {
      writing = answer();
      gateway.aborted();
      close();
    } else {
      write(answer());
    }
  }

  /**
   * Writes an answer that is retained for this poll, and then hands the connection back for its
   * next request.
   */
  @Override
  void write(Answer answer) {
    writing = answer;
    gateway.write(this, answer, form());
  }

  private Answer.Form form() {
    if (gateway.draining()) {
      exchange.setPersistent(false);
    }
    if (heartbeat != null) {
      return heartbeat.form();
    }
    if (!exchange.isPersistent()) {
      return Answer.Form.CLOSE;
    }
    return exchange.isHttp11() ? Answer.Form.PERSISTENT : Answer.Form.KEEP_ALIVE;
  }

  /**
   * Stops listening while an answer waits for room in the socket: from then on the write shows
   * whether the client is still there.
   */
  void unwatch() {
    watching = false;
    connection.getChannel().getSourceChannel().setReadListener(null);
    connection.getOriginalSourceConduit().suspendReads();
  }

  /** The answer has been written: waits for the next request. */
  void finish() {
    releaseAnswer();
    answered = true;
    if (connection.getExtraBytes() != null || !exchange.isPersistent() || !exchange.isHttp11()) {
      handBack();
    } else if (!watching) {
      watch();
    }
  }

  /** Lets Undertow read the next request, or close the connection. */
  private void handBack() {
    unwatch();
    Connectors.terminateResponse(exchange);
  }

  void close() {
    releaseAnswer();
    IoUtils.safeClose(connection);
  }

  private void releaseAnswer() {
    if (writing != null) {
      writing.release();
      writing = null;
    }
    forgetAnswer();
  }
}
