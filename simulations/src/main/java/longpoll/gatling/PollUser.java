package longpoll.gatling;

import io.gatling.http.client.Request;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import longpoll.dialect.Answer;
import longpoll.dialect.Outcome;
import longpoll.dialect.Position;
import longpoll.measure.UserBook;

/**
 * One user between and during its polls: where it stands, its connection, and how long it stays
 * away. Confined to the user's event loop, except for {@link #cut}.
 */
final class PollUser {
  private final PollContext context;
  private final long clientId;
  private final UserBook book;
  private final String channel;

  private Position position;
  private Request template;
  private Channel connection;
  private int failuresInARow;
  private volatile PollAttempt attempt;

  PollUser(PollContext context, long clientId, UserBook book, String channel) {
    this.context = context;
    this.clientId = clientId;
    this.book = book;
    this.channel = channel;
    position = context.start();
  }

  PollContext context() {
    return context;
  }

  long clientId() {
    return clientId;
  }

  UserBook book() {
    return book;
  }

  Position position() {
    return position;
  }

  /**
   * The request to derive the next poll from, or null before the first and when it must be made
   * anew.
   */
  Request template() {
    return template;
  }

  void useTemplate(Request request) {
    template = request;
  }

  void attempt(PollAttempt current) {
    attempt = current;
  }

  /**
   * The hold to ask for: the limit, or what is left of the run where that is less and the server
   * can be told.
   */
  Duration holdToAskFor() {
    Duration left = Duration.ofNanos(Math.max(0, context.nanosLeft()));
    boolean lastPoll = context.dialect().asksForHold() && left.compareTo(context.hold()) < 0;
    // Whole milliseconds, rounded up: a poll of 0 would be answered at once and sent again.
    return lastPoll ? Duration.ofMillis(left.toMillis() + 1) : context.hold();
  }

  String query(Duration hold) {
    return context.dialect().query(position, hold, channel);
  }

  /** The poll is about to be written to this connection. */
  void writingTo(Channel channel) {
    if (channel != connection) {
      book.connectionOpened(connection != null);
      ResetNote.watch(channel);
      connection = channel;
    }
  }

  /**
   * The poll was answered: the user moves on.
   *
   * @param holdNanos its hold time
   * @return how long to wait before the next poll
   */
  Duration after(Answer answer, long holdNanos) {
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
  Duration backOff(Duration asked) {
    Duration wait = context.backoff().after(failuresInARow);
    failuresInARow++;
    return asked == null || asked.isZero() ? wait : asked;
  }

  /** Gives up the poll that is held, if one is. May be called from any thread. */
  void cut() {
    PollAttempt current = attempt;
    if (current != null) {
      current.cut();
    }
  }
}
