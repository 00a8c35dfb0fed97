package longpoll.contract;

import java.time.Duration;
import longpoll.contract.ContractClient.Waiting;
import longpoll.dialect.Position;
import longpoll.transport.ExchangePlan;

/**
 * What polls bring while events are published: one while a poll is held, one between two polls, and
 * one after the client of a held poll has gone. Null is what was not seen.
 *
 * @param source where events come from, for people
 * @param first a poll that an event was published for
 * @param second the next poll, over the same connection, after an event between the two
 * @param betweenDelivered whether the second poll brought that event, and not only the next one;
 *     null as well where the first brought none
 * @param left a poll whose client went away before an event
 * @param back the same client's next poll
 * @param backDelivered the same of it and that event
 * @param position of the client in the end, from which others may go on
 */
record WithEvents(
    String source,
    Polled first,
    Polled second,
    Boolean betweenDelivered,
    Polled left,
    Polled back,
    Boolean backDelivered,
    Position position) {

  /** How long a poll is left alone before it counts as held. */
  private static final Duration HELD = Duration.ofMillis(500);

  /** How long a client is away before an event is published. */
  private static final Duration AWAY = Duration.ofMillis(200);

  /** Polls that may be answered at once with what the server has kept. */
  private static final int MOST_TO_CATCH_UP = 4;

  static WithEvents none(String source, FirstLook look) {
    return new WithEvents(source, null, null, null, null, null, null, look.position());
  }

  static WithEvents examine(Examination about, FirstLook look, Events events)
      throws InterruptedException {
    if (!events.possible()) {
      return none(events.source(), look);
    }
    ContractClient client = about.client("poll with an event", 100);
    try {
      client.shakeHands();
    } catch (ContractClient.NoSessionException e) {
      return none("none, since no client can begin: " + e.getMessage(), look);
    }
    if (about.dialect().handshakes() == 0) {
      client.resumeAt(look.position());
    }
    Waiting held = held(client);
    if (held == null || !events.publish()) {
      return none(held == null ? "none, since no poll is held" : events.source(), look);
    }
    long accepted = about.observer().micros();
    Polled first = client.await(held);
    if (first.isEmpty() && first.exchange().head().micros() <= accepted) {
      return none("none, since the hold ended while one was published", look);
    }
    if (!events.publish()) {
      return none(events.source(), look);
    }
    Waiting next = client.begin(client.request(), ExchangePlan::keepingTheConnection);
    String marked = events.mark();
    boolean atOnce = !ContractClient.isHeld(next, HELD);
    if (!atOnce) {
      events.publish();
    }
    Polled second = client.await(next);
    // On a busy machine an answer at once may take as long as a held one.
    boolean between = atOnce || second.holds(marked);
    Boolean told = first.isDelivered() && second.goesOn() ? between && second.isDelivered() : null;
    return goneAndBack(client, events, first, second, told);
  }

  /** A poll that is held, or null where all are answered at once. */
  private static Waiting held(ContractClient client) throws InterruptedException {
    for (int i = 0; i < MOST_TO_CATCH_UP; i++) {
      Waiting poll = client.begin(client.request(), WithEvents::kept);
      if (ContractClient.isHeld(poll, HELD)) {
        return poll;
      }
      client.await(poll);
    }
    return null;
  }

  private static ExchangePlan kept(ExchangePlan plan) {
    return plan.keepingTheConnection().listeningAfter(Duration.ofMillis(50));
  }

  private static WithEvents goneAndBack(
      ContractClient client, Events events, Polled first, Polled second, Boolean between)
      throws InterruptedException {
    Polled left = client.pollAndLeave(HELD);
    Thread.sleep(AWAY.toMillis());
    boolean published = left.exchange().head() == null && events.publish();
    String marked = events.mark();
    Waiting next = client.begin(client.request(), plan -> plan);
    boolean atOnce = !ContractClient.isHeld(next, HELD);
    if (!atOnce) {
      events.publish();
    }
    Polled back = client.await(next);
    boolean delivered = back.isDelivered() && (atOnce || back.holds(marked));
    client.leave();
    return new WithEvents(
        events.source(),
        first,
        second,
        between,
        left,
        back,
        published && first.isDelivered() ? delivered : null,
        client.position());
  }
}
