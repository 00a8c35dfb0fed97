package longpoll.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import longpoll.server.hub.Answer;
import org.xnio.XnioExecutor;

/**
 * A line feed every so often on the connection of one held poll, after the head of its answer: JSON
 * allows it before the value, and whoever stands between sees that the connection is alive. Runs on
 * the connection's IO thread.
 */
final class Heartbeat implements Runnable {
  private static final byte[] LINE_FEED = {'\n'};
  private static final byte[] LINE_FEED_CHUNK = "1\r\n\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final HttpPoll poll;
  private final Answer.Form form;
  private long nanos;
  private XnioExecutor.Key next;
  private boolean stopped;

  Heartbeat(HttpPoll poll, Answer.Form form) {
    this.poll = poll;
    this.form = form;
  }

  Answer.Form form() {
    return form;
  }

  void start(byte[] head, long everyNanos) {
    nanos = everyNanos;
    send(head);
  }

  void stop() {
    stopped = true;
    if (next != null) {
      next.remove();
    }
  }

  @Override
  public void run() {
    send(form == Answer.Form.CHUNKED ? LINE_FEED_CHUNK : LINE_FEED);
  }

  private void send(byte[] bytes) {
    if (stopped) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      poll.writeEarly(buffer);
    } catch (IOException e) {
      poll.clientGone();
      return;
    }
    if (buffer.hasRemaining()) {
      // The socket is full of what the client has not read.
      poll.clientGone();
      return;
    }
    next = poll.thread().executeAfter(this, nanos, TimeUnit.NANOSECONDS);
  }
}
