package longpoll.gatling;

import io.gatling.core.session.Session;
import io.gatling.http.client.HttpListener;
import io.gatling.http.client.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.Position;
import longpoll.measure.StampClock;

/**
 * One poll, as Gatling's HTTP client reports on it. Takes the stamps: when the request is written,
 * and when the last byte of the answer has been read, before anything else is done with it.
 * Confined to the user's event loop, except for {@link #cut}.
 *
 * <p>A poll whose pooled connection is closed before an answer would be sent again by the client in
 * silence, and a server that drops polls would look healthy. The client announces the second
 * sending like the first; it is refused there, and the poll has failed.
 */
final class PollAttempt implements HttpListener {
  /** How long a poll that was given up may still be answered by what is already on its way. */
  private static final Duration CUT_PATIENCE = Duration.ofSeconds(2);

  /** An answer larger than this is not one of events. */
  private static final int LONGEST_BODY = 16 * 1024 * 1024;

  private static final byte[] NO_BODY = {};

  private final PollAction action;
  private final PollUser user;
  private final Session session;
  private final EventLoop loop;
  private final StampClock clock;
  private final Position asked;
  private final Duration hold;

  private State state = State.NEW;
  private boolean cutting;
  private Channel channel;
  private long sentNanos;
  private long sentMicros;
  private int status;
  private HttpHeaders headers = EmptyHttpHeaders.INSTANCE;
  private byte[] body = NO_BODY;
  private boolean tooLong;

  private enum State {
    NEW,
    HANDED_OVER,
    WRITTEN,
    ANSWERING,
    ENDED
  }

  PollAttempt(PollAction action, PollUser user, Session session, Duration hold) {
    this.action = action;
    this.user = user;
    this.session = session;
    this.hold = hold;
    loop = session.eventLoop();
    clock = user.context().books().clock();
    asked = user.position();
  }

  Session session() {
    return session;
  }

  PollUser user() {
    return user;
  }

  @Override
  public void onFinalClientRequest(Request request) {
    // The request as signed; nothing of it is needed.
  }

  /**
   * Called when the client takes the poll up, and again when it is about to repeat it by itself.
   */
  @Override
  public void onSend() {
    if (state == State.NEW) {
      state = State.HANDED_OVER;
      return;
    }
    if (state != State.ENDED) {
      if (!cutting) {
        user.book().replayPrevented();
      }
      // The client repeats a poll even where a part of the answer has come already.
      if (state == State.ANSWERING) {
        broken(FailureKind.TRUNCATED, "the connection ended in the middle of an answer");
      } else if (ResetNote.wasReset(channel)) {
        broken(FailureKind.RESET, "the connection was reset while the poll was held");
      } else {
        broken(FailureKind.CLOSED, "the connection was closed while the poll was held");
      }
    }
    throw new ReplayRefused();
  }

  @Override
  public void onWrite(Channel to) {
    channel = to;
    user.writingTo(to);
    state = State.WRITTEN;
    sentNanos = clock.nanoTime();
    sentMicros = clock.epochMicros();
    user.book().sent(sentNanos, sentMicros, hold.toNanos());
  }

  @Override
  public void onHttpResponse(HttpResponseStatus responseStatus, HttpHeaders responseHeaders) {
    if (state == State.WRITTEN) {
      state = State.ANSWERING;
      status = responseStatus.code();
      headers = responseHeaders;
    }
  }

  @Override
  public void onHttpResponseBodyChunk(ByteBuf chunk, boolean last) {
    if (state != State.ANSWERING) {
      return;
    }
    if (last) {
      state = State.ENDED;
      long nanos = clock.nanoTime();
      long micros = clock.epochMicros();
      append(chunk);
      user.attempt(null);
      AnswerQueue.add(loop, () -> answered(nanos, micros));
    } else {
      append(chunk);
    }
  }

  @Override
  public void onThrowable(Throwable thrown) {
    if (state != State.ENDED) {
      String kind = Failures.kindOf(thrown, state == State.ANSWERING);
      boolean reset = kind.equals(FailureKind.CLOSED) && ResetNote.wasReset(channel);
      broken(reset ? FailureKind.RESET : kind, thrown.toString());
    }
  }

  /**
   * Gives the poll up: tells the server that nothing more will be sent, and waits for its last
   * word.
   */
  void cut() {
    loop.execute(
        () -> {
          if (state == State.ENDED || cutting) {
            return;
          }
          cutting = true;
          if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            // Half a close: an answer that crosses it on the way still arrives, so that the poll
            // ends the same way on both sides.
            duplex.shutdownOutput();
          }
          loop.schedule(
              () -> {
                if (state != State.ENDED) {
                  broken(FailureKind.CLOSED, "the poll was given up");
                }
              },
              CUT_PATIENCE.toMillis(),
              TimeUnit.MILLISECONDS);
        });
  }

  private void append(ByteBuf chunk) {
    int length = chunk.readableBytes();
    if (length == 0) {
      return;
    }
    if (body.length + length > LONGEST_BODY) {
      tooLong = true;
      return;
    }
    body =
        body.length == 0
            ? ByteBufUtil.getBytes(chunk)
            : ByteBufUtil.getBytes(
                Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(body), chunk.slice()));
  }

  private void answered(long nanos, long micros) {
    try {
      Answer answer =
          tooLong
              ? Answer.failed(
                  asked,
                  FailureKind.MALFORMED,
                  "a body of more than " + LONGEST_BODY + " bytes",
                  null)
              : user.context().dialect().read(asked, status, headers::get, body);
      if (FailureKind.MALFORMED.equals(answer.failureKind())) {
        // What else comes over this connection may belong to the same answer.
        channel.close();
      }
      user.book().answered(nanos, micros, answer);
      Duration wait = user.after(answer, nanos - sentNanos);
      if (answer.outcome() == Outcome.DELIVERED || answer.outcome() == Outcome.EMPTY) {
        user.book().staysAway(nanos, wait.toNanos());
      }
      action.answered(this, answer, sentMicros, micros, headers, wait);
    } catch (RuntimeException e) {
      action.crashed(session, e);
    }
  }

  private void broken(String kind, String detail) {
    boolean written = state == State.WRITTEN || state == State.ANSWERING;
    state = State.ENDED;
    user.attempt(null);
    long nanos = clock.nanoTime();
    long micros = clock.epochMicros();
    if (channel != null && channel.isOpen()) {
      channel.close();
    }
    // Not here and now: the client is in the middle of closing the connection.
    loop.execute(
        () -> {
          try {
            if (cutting) {
              user.book().cut(nanos);
              action.cut(this);
            } else {
              user.book().failed(nanos, kind);
              action.failed(
                  this, kind, detail, written ? sentMicros : micros, micros, user.backOff(null));
            }
          } catch (RuntimeException e) {
            action.crashed(session, e);
          }
        });
  }

  /**
   * Keeps the client from sending a poll twice. Thrown through the client's own code, which ignores
   * it.
   */
  private static final class ReplayRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayRefused() {
      super("a poll is not sent twice", null, false, false);
    }
  }
}
