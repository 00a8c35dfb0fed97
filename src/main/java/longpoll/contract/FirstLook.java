package longpoll.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import longpoll.contract.ContractClient.Waiting;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Position;
import longpoll.target.FailuresInWords;
import longpoll.target.TargetException;
import longpoll.transport.AnswerHeaders;
import longpoll.transport.ObservedExchange;
import longpoll.transport.ObservedExchange.ConnectionEnd;
import longpoll.transport.SingleRequests;

/**
 * Two polls side by side, before anything else is asked: whether the target can be reached, whether
 * it holds polls, whether it serves more than one at a time, and what comes after an answer.
 *
 * @param one the first client's poll
 * @param two the second one's, a moment later
 * @param further the first client's next polls, while it is answered at once
 * @param serial whether the server serves one poll at a time
 * @param position of the first client
 */
record FirstLook(Polled one, Polled two, List<Polled> further, boolean serial, Position position) {
  private static final int MOST_FURTHER = 4;
  private static final Duration APART = Duration.ofMillis(100);

  /** How long after the hold limit bytes behind an answer are still listened for. */
  private static final Duration LISTENING = Duration.ofMillis(500);

  /** How soon after the one before it a poll is served that waited for its turn. */
  private static final long TURN_MICROS = 300_000;

  /**
   * @throws TargetException when the target cannot be reached, or does not speak HTTP
   */
  static FirstLook take(Examination about) throws InterruptedException {
    ContractClient first = about.client("poll 1", 0);
    ContractClient second = about.client("poll 2", 1);
    shakeHands(about, first);
    shakeHands(about, second);
    Duration listen = about.hold().plus(LISTENING);
    Duration twoHolds = about.limit().plus(about.hold());
    Waiting a = first.begin(first.request(), plan -> plan.within(twoHolds).listeningUntil(listen));
    Thread.sleep(APART.toMillis());
    Waiting b =
        second.begin(second.request(), plan -> plan.within(twoHolds).listeningUntil(listen));
    ObservedExchange reached = a.exchange().join();
    if (FailureKind.REFUSED.equals(reached.failure())) {
      throw unreachable(about, reached);
    }
    Polled one = first.await(a);
    if (one.exchange().head() == null && isUnreachable(one.exchange())) {
      throw unreachable(about, one.exchange());
    }
    Polled two = second.await(b);
    boolean serial = isSerial(about, one, two);
    List<Polled> further = new ArrayList<>();
    Polled last = one;
    while (!serial
        && further.size() < MOST_FURTHER
        && last.goesOn()
        && last.cameWithin(about.atOnceMicros())) {
      last = first.poll();
      further.add(last);
    }
    second.leave();
    return new FirstLook(one, two, List.copyOf(further), serial, first.position());
  }

  private static void shakeHands(Examination about, ContractClient client)
      throws InterruptedException {
    try {
      client.shakeHands();
    } catch (ContractClient.NoSessionException e) {
      throw new TargetException(
          "The target " + about.subject().url() + " cannot be polled: " + e.getMessage(), e);
    }
  }

  private static boolean isUnreachable(ObservedExchange exchange) {
    return exchange.connectionEnd() == ConnectionEnd.NONE
        || FailureKind.MALFORMED.equals(exchange.failure())
        || FailureKind.TLS.equals(exchange.failure());
  }

  private static TargetException unreachable(Examination about, ObservedExchange exchange) {
    SingleRequests.Reply reply =
        new SingleRequests.Reply(
            null, exchange.failure(), exchange.detail(), 0, AnswerHeaders.NONE, null);
    return new TargetException(
        "The target "
            + about.subject().url()
            + " cannot be polled: "
            + FailuresInWords.of(about.subject().url(), reply));
  }

  /**
   * Whether the second poll was served only after the first: a whole hold later, or as soon as the
   * first one's connection was released.
   */
  private static boolean isSerial(Examination about, Polled one, Polled two) {
    if (one.heldMicros() == null) {
      return false;
    }
    if (two.heldMicros() == null) {
      // An event may have been the first one's only; an empty answer comes to both.
      return one.isEmpty() && FailureKind.TIMEOUT.equals(two.exchange().failure());
    }
    ObservedExchange first = one.exchange();
    long came = two.exchange().head().micros();
    if (came - first.head().micros() <= about.atOnceMicros() || first.endMicros() == null) {
      return false;
    }
    boolean closed = first.connectionEnd() == ConnectionEnd.CLOSED;
    long released = closed ? first.connectionEndMicros() : first.endMicros();
    boolean wholeHoldLater =
        one.isEmpty() && two.isEmpty() && 2 * (came - released) >= one.heldMicros();
    boolean waitedForItsTurn = came >= released - TURN_MICROS && came - released <= TURN_MICROS;
    return one.cameWithin(about.atOnceMicros()) ? waitedForItsTurn : wholeHoldLater;
  }

  /** Whether the target is the project's own server. */
  boolean isOurs() {
    return one.exchange().header("Poll-Next") != null
        && one.exchange().header("Poll-Epoch") != null;
  }

  List<Polled> polls() {
    List<Polled> all = new ArrayList<>(List.of(one, two));
    all.addAll(further);
    return all;
  }
}
