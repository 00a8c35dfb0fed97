package longpoll.gatling;

import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import longpoll.dialect.Answer;
import longpoll.dialect.Outcome;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Purpose;
import longpoll.measure.DeliveryLag;
import longpoll.text.Excerpt;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Polls with the request that Gatling's DSL describes, on the user's event loop, but through a
 * transport of our own: Gatling's client would make each answer wait for the work of those before
 * it, repeats polls in silence, knows no outcome but a status, and never tells a failure's cause.
 */
final class PollAction extends LoggedAction {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(PollAction.class);
  private static final String USER = "longpoll.user";

  private final String requestName;
  private final PollDefinition definition;
  private final PollContext context;
  private final PollLoops loops;
  private final boolean untilTheEnd;
  private final GatlingRows rows;
  private final Consumer<Session> describe;
  private final Action next;
  private final Map<Outcome, String> pollRows = new EnumMap<>(Outcome.class);
  private final Set<String> kindsSeen = ConcurrentHashMap.newKeySet();

  /**
   * @param describe told of each user before its first poll
   * @param next where users go on
   */
  PollAction(
      String requestName,
      PollDefinition definition,
      PollContext context,
      PollLoops loops,
      boolean untilTheEnd,
      GatlingRows rows,
      Consumer<Session> describe,
      Action next) {
    super("longPoll-" + requestName);
    this.requestName = requestName;
    this.definition = definition;
    this.context = context;
    this.loops = loops;
    this.untilTheEnd = untilTheEnd;
    this.rows = rows;
    this.describe = describe;
    this.next = next;
    for (Outcome outcome : Outcome.values()) {
      pollRows.put(outcome, requestName + ' ' + word(outcome));
    }
  }

  @Override
  public void execute(Session session) {
    try {
      Option<Object> known = session.attributes().get(USER);
      if (known.isDefined()) {
        goesOn((PollUser) known.get(), session);
      } else {
        Session placed = loops.place(session);
        placed.eventLoop().execute(() -> begins(placed));
      }
    } catch (RuntimeException e) {
      crashed(session, e);
    }
  }

  private void begins(Session session) {
    try {
      describe.accept(session);
      PollUser user = context.newUser(session.eventLoop());
      goesOn(user, session.set(USER, user));
    } catch (RuntimeException e) {
      crashed(session, e);
    }
  }

  private void goesOn(PollUser user, Session session) {
    user.goesOnWith(session);
    poll(user);
  }

  /** The user polls, or whatever its cycle says. */
  void poll(PollUser user) {
    try {
      user.poll(this);
    } catch (RuntimeException e) {
      crashed(user.session(), e);
    }
  }

  PollDefinition definition() {
    return definition;
  }

  void answered(
      Session session, Purpose purpose, Answer answer, long sentMicros, long answeredMicros) {
    if (answer.outcome() == Outcome.FAILED) {
      warnOnce(purpose, answer.failureKind(), answer.detail());
    }
    logRows(session, purpose, answer, sentMicros, answeredMicros);
  }

  void failed(
      Session session,
      Purpose purpose,
      String kind,
      String detail,
      long sentMicros,
      long endMicros) {
    warnOnce(purpose, kind, detail);
    rows.ko(session, row(purpose, Outcome.FAILED), sentMicros / 1_000, endMicros / 1_000, kind);
  }

  /** What is no poll has rows of its own. */
  private String row(Purpose purpose, Outcome outcome) {
    return purpose.kind() == Purpose.Kind.POLL
        ? pollRows.get(outcome)
        : requestName + ' ' + purpose.kind().word() + ' ' + word(outcome);
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /** Something inside went wrong; the user goes on as Gatling's do, so that no run hangs. */
  void crashed(Session session, RuntimeException problem) {
    LOG.error("{} crashed", name(), problem);
    rows.flush();
    next.$bang(session.markAsFailed());
  }

  /** The user polls again after a while, or goes on in its scenario. */
  void stayAway(PollUser user, long nanos) {
    if (untilTheEnd) {
      after(user, nanos, () -> poll(user));
    } else {
      rows.flush();
      after(user, nanos, () -> next.$bang(user.session()));
    }
  }

  private static void after(PollUser user, long nanos, Runnable then) {
    if (nanos == 0) {
      then.run();
    } else {
      user.session().eventLoop().schedule(then, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** The run is over for the user. */
  void leave(PollUser user) {
    rows.flush();
    next.$bang(user.session());
  }

  /** Failures are rows whatever the settings: Gatling's report must not look better than ours. */
  private void logRows(
      Session session, Purpose purpose, Answer answer, long sentMicros, long answeredMicros) {
    long sent = sentMicros / 1_000;
    long answered = answeredMicros / 1_000;
    switch (answer.outcome()) {
      case DELIVERED -> {
        if (context.rows()) {
          rows.ok(session, row(purpose, Outcome.DELIVERED), sent, answered);
          logLags(session, answer, answeredMicros);
        }
      }
      case EMPTY -> {
        if (context.rows()) {
          rows.ok(session, row(purpose, Outcome.EMPTY), sent, answered);
        }
      }
      case DONE -> {
        if (context.rows()) {
          rows.ok(session, row(purpose, Outcome.DONE), sent, answered);
        }
      }
      case GAP -> rows.ko(session, row(purpose, Outcome.GAP), sent, answered, "events are lost");
      case FAILED ->
          rows.ko(session, row(purpose, Outcome.FAILED), sent, answered, answer.failureKind());
      default -> throw new IllegalArgumentException("an outcome of no kind: " + answer.outcome());
    }
  }

  private void logLags(Session session, Answer answer, long answeredMicros) {
    DeliveryLag lag = context.ledger().lag();
    for (PolledEvent event : context.ledger().believable(answer.events(), answeredMicros)) {
      if (lag.isKnown(event)) {
        long planned = lag.plannedMicros(event) / 1_000;
        rows.ok(session, "delivery lag", planned, answeredMicros / 1_000);
      }
    }
  }

  /** The first of each kind is worth a line; the rest is in the counts. */
  private void warnOnce(Purpose purpose, String kind, String detail) {
    String request = purpose.kind().word();
    if (kindsSeen.add(request + kind)) {
      LOG.warn("first {} that failed as {}: {}", request, kind, Excerpt.sentence(detail));
    }
  }
}
