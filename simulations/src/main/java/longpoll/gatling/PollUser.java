package longpoll.gatling;

import io.gatling.core.session.Session;
import io.gatling.http.client.Request;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Position;
import longpoll.measure.UserLedger;
import longpoll.transport.PollAnswer;
import longpoll.transport.PollConnection;
import longpoll.transport.PollListener;
import longpoll.transport.PollTemplate;

/**
 * One user between and during its polls: where it stands, its connection, what it writes down, and
 * how long it stays away. Confined to the user's event loop, except for {@link #cut}.
 */
final class PollUser implements PollListener {
  private final PollContext context;
  private final UserLedger userLedger;
  private final String channel;
  private final EventLoop loop;

  private PollAction action;
  private Session session;
  private Position position;
  private int failuresInARow;

  private PollConnection connection;
  private Request request;
  private PollTemplate.Encoder encoder;

  private Position asked;
  private Duration hold;
  private long sentNanos;

  /** When the poll was written, or 0 for one that has not been. */
  private long sentMicros;

  PollUser(PollContext context, EventLoop loop, UserLedger userLedger, String channel) {
    this.context = context;
    this.loop = loop;
    this.userLedger = userLedger;
    this.channel = channel;
    position = context.start();
  }

  Session session() {
    return session;
  }

  /** The session goes on with other cookies or values, and the request may with it. */
  void goesOnWith(Session next) {
    session = next;
    request = null;
  }

  Request request() {
    return request;
  }

  /**
   * Sends the next poll.
   *
   * @param then told what came of it
   */
  void poll(PollDefinition definition, PollAction then) {
    action = then;
    asked = position;
    hold = holdToAskFor();
    sentMicros = 0;
    PollRequest poll = context.dialect().request(position, hold, channel);
    if (request == null || definition.isDynamic()) {
      request = definition.resolve(session);
      encoder = PollDefinition.template(request, poll).encoder();
      connect(new GatlingRoute(request));
    }
    connection.send(
        encoder.encode(PollDefinition.isSigned(request) ? PollRequest.PLAIN : poll, null),
        context.requestTimeout().toNanos());
  }

  private void connect(GatlingRoute route) {
    if (connection == null) {
      connection = context.transport().open(loop, route, this);
    } else {
      connection.route(route);
    }
  }

  /**
   * The hold to ask for: the limit, or what is left of the run where that is less and the server
   * can be told.
   */
  private Duration holdToAskFor() {
    Duration left = Duration.ofNanos(Math.max(0, context.nanosLeft()));
    boolean lastPoll = context.dialect().asksForHold() && left.compareTo(context.hold()) < 0;
    // Whole milliseconds, rounded up: a poll of 0 would be answered at once and sent again.
    return lastPoll ? Duration.ofMillis(left.toMillis() + 1) : context.hold();
  }

  @Override
  public void connected(boolean again) {
    userLedger.connectionOpened(again);
  }

  @Override
  public void sent(long nanos, long micros) {
    sentNanos = nanos;
    sentMicros = micros;
    userLedger.sent(nanos, micros, hold.toNanos());
  }

  @Override
  public void answered(PollAnswer response) {
    try {
      Answer answer =
          context.dialect().read(asked, response.status(), response::header, response.body());
      if (FailureKind.MALFORMED.equals(answer.failureKind())) {
        // What else comes over this connection may belong to the same answer.
        connection.disconnect();
      }
      userLedger.answered(response.nanos(), response.micros(), answer);
      Duration wait = after(answer, response.nanos() - sentNanos);
      if (answer.outcome() == Outcome.DELIVERED || answer.outcome() == Outcome.EMPTY) {
        userLedger.staysAway(response.nanos(), wait.toNanos());
      }
      action.answered(this, answer, sentMicros, response, wait);
    } catch (RuntimeException e) {
      action.crashed(session, e);
    }
  }

  @Override
  public void failed(String kind, String detail, long nanos, long micros) {
    try {
      userLedger.failed(nanos, kind);
      action.failed(
          this, kind, detail, sentMicros == 0 ? micros : sentMicros, micros, backOff(null));
    } catch (RuntimeException e) {
      action.crashed(session, e);
    }
  }

  @Override
  public void cut(long nanos) {
    try {
      userLedger.cut(nanos);
      action.leave(this);
    } catch (RuntimeException e) {
      action.crashed(session, e);
    }
  }

  /**
   * The poll was answered: the user moves on.
   *
   * @param holdNanos its hold time
   * @return how long to wait before the next poll
   */
  private Duration after(Answer answer, long holdNanos) {
    position = answer.next();
    if (answer.outcome() == Outcome.DELIVERED || answer.outcome() == Outcome.EMPTY) {
      failuresInARow = 0;
      return context
          .rearm()
          .after(
              answer.outcome() == Outcome.EMPTY,
              Duration.ofNanos(holdNanos),
              context.hold(),
              ThreadLocalRandom.current());
    }
    return backOff(answer.retryAfter());
  }

  /**
   * The poll failed: how long to stay away.
   *
   * @param asked what the server asks for, or null; a server that asks for no wait at all gets the
   *     usual one, or the user would poll it as fast as it fails
   */
  private Duration backOff(Duration asked) {
    Duration wait = context.backoff().after(failuresInARow);
    failuresInARow++;
    return asked == null || asked.isZero() ? wait : asked;
  }

  /** Closes the connection: the user polls no more. */
  void leave() {
    if (connection != null) {
      connection.disconnect();
    }
  }

  /** Gives up the poll that is held, if one is. May be called from any thread. */
  void cut() {
    loop.execute(
        () -> {
          if (connection != null) {
            connection.cut();
          }
        });
  }
}
