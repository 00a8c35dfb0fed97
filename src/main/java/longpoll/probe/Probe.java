package longpoll.probe;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Position;
import longpoll.measure.UserLedger;
import longpoll.transport.CookieJar;
import longpoll.transport.PollAnswer;
import longpoll.transport.PollConnection;
import longpoll.transport.PollListener;

/**
 * One probe: its connection, where it stands, and the poll that it holds. It polls, re-arms, backs
 * off and ends as a user does. Confined to the event loop of its {@link ProbeLoop}.
 */
final class Probe implements PollListener {
  private final ProbeLoop loop;
  private final UserLedger userLedger;
  private final String channel;
  private final CookieJar cookies;
  private final PollConnection connection;

  private State state = State.AWAY;
  private Position position;
  private Duration hold;
  private long sentNanos;
  private int failuresInARow;

  private enum State {
    /** Between two polls. */
    AWAY,
    POLLING,
    GONE
  }

  Probe(
      ProbeLoop loop,
      UserLedger userLedger,
      String channel,
      CookieJar cookies,
      Position start,
      Function<PollListener, PollConnection> connections) {
    this.loop = loop;
    this.userLedger = userLedger;
    this.channel = channel;
    this.cookies = cookies;
    position = start;
    connection = connections.apply(this);
  }

  /** Sends the next poll, or leaves where the run is over. */
  void poll() {
    if (state != State.AWAY) {
      return;
    }
    long nanos = loop.clock().nanoTime();
    if (loop.over(nanos)) {
      leave();
      return;
    }
    state = State.POLLING;
    hold = loop.holdToAskFor(nanos);
    PollRequest request = loop.dialect().request(position, hold, channel);
    connection.send(
        loop.encoder().encode(request, cookies.header()), loop.settings().requestTimeoutNanos());
  }

  /** The run is over for whoever holds no poll. */
  void end() {
    if (state == State.AWAY) {
      leave();
    }
  }

  /** Gives up what is held: what crosses on the way still counts. */
  void cut() {
    end();
    connection.cut();
  }

  @Override
  public void connected(boolean again) {
    userLedger.connectionOpened(again);
  }

  @Override
  public void sent(long nanos, long micros) {
    sentNanos = nanos;
    userLedger.sent(nanos, micros, hold.toNanos());
  }

  @Override
  public void answered(PollAnswer response) {
    state = State.AWAY;
    cookies.store(response.headers("Set-Cookie"));
    Answer answer =
        loop.dialect().read(position, response.status(), response::header, response.body());
    userLedger.answered(response.nanos(), response.micros(), answer);
    if (answer.outcome() == Outcome.DELIVERED) {
      loop.delivered(answer, response.micros(), response.maybeEarlierNanos());
    }
    position = answer.next();
    if (answer.outcome() == Outcome.FAILED) {
      loop.problem(answer.failureKind(), answer.detail());
      if (answer.failureKind().equals(FailureKind.MALFORMED)) {
        // What else comes over this connection may belong to the same answer.
        connection.disconnect();
      }
    }
    goOn(waitAfter(answer, response.nanos() - sentNanos));
  }

  @Override
  public void failed(String kind, String detail, long nanos, long micros) {
    state = State.AWAY;
    userLedger.failed(nanos, kind);
    loop.problem(kind, detail);
    goOn(backOff(null));
  }

  @Override
  public void cut(long nanos) {
    state = State.AWAY;
    userLedger.cut(nanos);
    leave();
  }

  private void goOn(Duration wait) {
    if (wait.isZero()) {
      poll();
    } else {
      loop.after(wait, this::poll);
    }
  }

  private Duration waitAfter(Answer answer, long holdNanos) {
    if (answer.outcome() == Outcome.DELIVERED || answer.outcome() == Outcome.EMPTY) {
      failuresInARow = 0;
      return loop.rearm()
          .after(
              answer.outcome() == Outcome.EMPTY,
              Duration.ofNanos(holdNanos),
              loop.settings().hold(),
              ThreadLocalRandom.current());
    }
    return backOff(answer.retryAfter());
  }

  /**
   * @param asked what the server asks for, or null; one that asks for no wait gets the usual one
   */
  private Duration backOff(Duration asked) {
    Duration wait = loop.settings().backoff().after(failuresInARow);
    failuresInARow++;
    return asked == null || asked.isZero() ? wait : asked;
  }

  private void leave() {
    if (state != State.GONE) {
      state = State.GONE;
      connection.disconnect();
      loop.left();
    }
  }
}
