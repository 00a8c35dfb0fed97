package longpoll.server.http;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import longpoll.server.hub.Answer;
import longpoll.server.process.ProcessEnd;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;

/**
 * One poll on a stream of HTTP/2, answered through Undertow's own exchange. Everything here runs on
 * the connection's IO thread.
 *
 * <p>Undertow goes on reading while the poll is held. Where the client resets the stream, or the
 * connection ends, it closes the stream's sink and wakes its write listener, and that is the only
 * sign of it: the exchange is not ended, and a sink that was closed so says that it is flushed. A
 * reset of a stream whose answer waits for the client to open its window is not to be seen at all:
 * such an answer is given up like any other that nobody reads.
 */
final class StreamPoll extends HttpPoll {
  private static final byte[] NOTHING = {};

  private final HttpServerExchange exchange;
  private final PollGateway gateway;
  private final XnioIoThread thread;

  /** The poll is over: answered, or given up by either side. */
  private boolean over;

  /** The answer that is retained for this poll, until it is written or given up. */
  private Answer writing;

  private StreamSinkChannel sink;
  private Answer.Reader rest;

  /** Set while the answer waits for the client to read. */
  private XnioExecutor.Key stall;

  /** Of a poll that asked for it, else null. */
  private Heartbeat heartbeat;

  StreamPoll(HttpServerExchange exchange, PollGateway gateway) {
    this.exchange = exchange;
    this.gateway = gateway;
    thread = exchange.getIoThread();
    Connectors.getConduitSinkChannel(exchange).setWriteListener(channel -> writable());
  }

  @Override
  XnioIoThread thread() {
    return thread;
  }

  @Override
  void watch() {
    // Undertow keeps the exchange open when the handler returns.
    exchange.dispatch();
  }

  @Override
  void beginEarly(long heartbeatNanos) {
    heartbeat = new Heartbeat(this, Answer.Form.UNTIL_CLOSE);
    StreamHead.of(gateway.earlyHead(Answer.Form.STREAM)).putInto(exchange);
    heartbeat.start(NOTHING, heartbeatNanos);
  }

  @Override
  void writeEarly(ByteBuffer bytes) throws IOException {
    openSink();
    sink.write(bytes);
    sink.flush();
  }

  private void openSink() {
    if (sink == null) {
      sink = exchange.getResponseChannel();
    }
  }

  /** There is room for more of the answer, or the stream has ended. */
  private void writable() {
    if (over) {
      return;
    }
    if (writing == null) {
      clientGone();
    } else {
      proceed();
    }
  }

  @Override
  void clientGone() {
    if (over) {
      return;
    }
    over = true;
    stopHeartbeat();
    if (writing != null) {
      gateway.notWritten(writing);
      forget();
    } else {
      // Where the poll has been claimed, release() is about to find out.
      gateway.abort(this);
    }
    IoUtils.safeClose(exchange.getConnection());
  }

  private void stopHeartbeat() {
    if (heartbeat != null) {
      heartbeat.stop();
    }
  }

  @Override
  public void release() {
    stopHeartbeat();
    if (over) {
      writing = answer();
      gateway.aborted();
      forget();
    } else {
      write(answer());
    }
  }

  @Override
  void write(Answer answer) {
    writing = answer;
    gateway.answered(answer);
    if (heartbeat == null) {
      gateway.streamHead(this, answer).putInto(exchange);
    }
    rest = answer.reader(heartbeat == null ? Answer.Form.STREAM : heartbeat.form());
    openSink();
    proceed();
  }

  private void proceed() {
    try {
      if (!gateway.writeOn(this, sink::write, rest) || !isFlushed()) {
        awaitRoom();
      } else if (stall == null || exchange.getConnection().isOpen()) {
        finish();
      } else {
        clientGone();
      }
    } catch (IOException e) {
      clientGone();
    } catch (OutOfMemoryError e) {
      throw ProcessEnd.outOfMemory(e);
    }
  }

  private boolean isFlushed() throws IOException {
    sink.shutdownWrites();
    // The first call queues the last frame, and says no even where that has been sent by then.
    return sink.flush() || sink.flush();
  }

  private void awaitRoom() {
    if (stall == null) {
      gateway.slowWriteBegins();
      sink.resumeWrites();
    } else {
      stall.remove();
    }
    stall = thread.executeAfter(this::clientGone, PollGateway.STALL_SECONDS, TimeUnit.SECONDS);
  }

  private void finish() {
    over = true;
    forget();
  }

  private void forget() {
    if (stall != null) {
      stall.remove();
      gateway.slowWriteEnds();
    }
    writing.release();
    writing = null;
    rest = null;
    forgetAnswer();
  }
}
