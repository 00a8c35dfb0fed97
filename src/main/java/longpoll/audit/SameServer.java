package longpoll.audit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import longpoll.dialect.Answer;
import longpoll.dialect.Client;
import longpoll.dialect.Delivery;
import longpoll.dialect.Dialect;
import longpoll.dialect.Position;
import longpoll.dialect.Purpose;
import longpoll.target.TargetCheck;
import longpoll.target.TargetException;
import longpoll.transport.SingleRequests;

/**
 * Checks that both URLs can be polled and lead to the same server, as far as epochs and events
 * tell.
 */
final class SameServer {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A server that holds a poll which asks not to be held does not speak the dialect. */
  private static final Duration TRY = Duration.ofSeconds(2);

  private static final String EPOCH = "Poll-Epoch";

  /** One may have come between two polls. */
  private static final int SOME_EVENTS = 2;

  private SameServer() {}

  /**
   * Polls both once.
   *
   * @return whether they are seen to be the same
   * @throws AuditException when one of them cannot be polled, or their epochs differ
   */
  static boolean check(AuditPlan plan) throws InterruptedException {
    Dialect dialect = plan.dialect();
    try (SingleRequests direct = new SingleRequests(plan.direct(), plan.tls(), Side.BODY);
        SingleRequests via = new SingleRequests(plan.via(), plan.tls(), Side.BODY)) {
      pollable("--direct", direct, plan, true);
      pollable("--via", via, plan, false);
      if (dialect.asksForHold() && dialect.handshakes() == 0) {
        String one = epoch(direct, plan, true);
        String other = epoch(via, plan, false);
        if (one != null && other != null && !one.equals(other)) {
          throw differentEpochs(plan, one, other);
        }
        return one != null && other != null;
      }
      return false;
    }
  }

  static boolean isSpoken(AuditPlan plan) {
    try (SingleRequests requests = new SingleRequests(plan.direct(), plan.tls(), Side.BODY)) {
      new TargetCheck(requests, TRY).check(plan.direct(), plan.dialect(), plan.channels());
      return true;
    } catch (TargetException e) {
      return false;
    }
  }

  private static void pollable(
      String option, SingleRequests requests, AuditPlan plan, boolean isDirect) {
    Duration patience = plan.dialect().asksForHold() ? PATIENCE : plan.atOnce();
    try {
      new TargetCheck(requests, patience)
          .check(isDirect ? plan.direct() : plan.via(), plan.dialect(), plan.channels());
    } catch (TargetException e) {
      throw new AuditException(option + ": " + e.getMessage());
    }
  }

  private static String epoch(SingleRequests requests, AuditPlan plan, boolean isDirect)
      throws InterruptedException {
    Dialect dialect = plan.dialect();
    Client client =
        new Client(isDirect ? plan.direct() : plan.via(), plan.channels(), 0, "audit", null);
    Position start = dialect.start(client);
    Duration hold = dialect.shortestHold();
    SingleRequests.Reply reply =
        requests.send(
            client.target(),
            dialect.request(Purpose.POLL, start, hold, plan.channels()),
            hold.plus(PATIENCE));
    if (reply.answer() == null) {
      return null;
    }
    Answer answer =
        dialect.read(
            Purpose.POLL,
            start,
            reply.answer().status(),
            reply.answer()::header,
            reply.answer().body());
    return answer.next() == null ? null : answer.next().epoch();
  }

  /**
   * Looks at what came on both sides.
   *
   * @return what a reader should know of it, or null where they are the same
   * @throws AuditException when they are not
   */
  static String check(Comparison seen) {
    AuditPlan plan = seen.plan();
    Set<String> epochs = epochs(seen.direct());
    Set<String> epochsVia = epochs(seen.via());
    if (!epochs.isEmpty() && !epochsVia.isEmpty()) {
      if (epochs.stream().noneMatch(epochsVia::contains)) {
        throw differentEpochs(plan, epochs.iterator().next(), epochsVia.iterator().next());
      }
      return null;
    }
    Arrivals direct = Arrivals.of(seen.direct());
    Arrivals via = Arrivals.of(seen.via());
    if (direct.byEvent().keySet().stream().anyMatch(via.byEvent()::containsKey)) {
      return null;
    }
    boolean told =
        plan.dialect().delivery() == Delivery.BROADCAST
            && direct.byEvent().size() >= SOME_EVENTS
            && via.byEvent().size() >= SOME_EVENTS;
    if (told) {
      throw new AuditException(
          "two URLs that are different servers: "
              + direct.byEvent().size()
              + " events came from "
              + plan.direct()
              + " and "
              + via.byEvent().size()
              + " from "
              + plan.via()
              + ", and none of them is the same. --via must lead to the server of --direct");
    }
    return "whether both URLs are the same server cannot be told: it names no epoch, and no event came"
        + " on both sides";
  }

  private static AuditException differentEpochs(AuditPlan plan, String one, String other) {
    return new AuditException(
        "two URLs that are different servers: the epoch of "
            + plan.direct()
            + " is "
            + one
            + ", that of "
            + plan.via()
            + " is "
            + other
            + ". --via must lead to the server of --direct");
  }

  static boolean isBundled(List<SeenPoll> side) {
    return !epochs(side).isEmpty();
  }

  private static Set<String> epochs(List<SeenPoll> side) {
    return side.stream()
        .filter(SeenPoll::understood)
        .map(poll -> poll.exchange().header(EPOCH))
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }
}
