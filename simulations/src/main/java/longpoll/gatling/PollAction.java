package longpoll.gatling;

import com.typesafe.scalalogging.Logger;
import io.gatling.commons.validation.Validation;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.http.client.Request;
import io.gatling.http.cookie.CookieSupport;
import io.gatling.http.protocol.HttpComponents;
import io.gatling.http.request.HttpRequest;
import io.gatling.http.request.HttpRequestDef;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.Answer;
import longpoll.dialect.Outcome;
import longpoll.dialect.PolledEvent;
import longpoll.text.Excerpt;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Polls through Gatling's own HTTP client, with the request that Gatling's DSL describes, but with
 * a listener of our own: Gatling's would make each answer wait for the work of those before it,
 * knows no outcome but a status, and never tells a failure's cause. Runs on the user's event loop.
 */
final class PollAction implements Action {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(PollAction.class);
  private static final String USER = "longpoll.user";

  private final String requestName;
  private final HttpRequestDef definition;
  private final HttpComponents http;
  private final PollContext context;
  private final boolean untilTheEnd;
  private final GatlingRows rows;
  private final Action next;
  private final Set<String> kindsSeen = ConcurrentHashMap.newKeySet();
  private Logger logger;

  PollAction(
      String requestName,
      HttpRequestDef definition,
      HttpComponents http,
      PollContext context,
      boolean untilTheEnd,
      GatlingRows rows,
      Action next) {
    this.requestName = requestName;
    this.definition = definition;
    this.http = http;
    this.context = context;
    this.untilTheEnd = untilTheEnd;
    this.rows = rows;
    this.next = next;
    logger = com.typesafe.scalalogging.Logger$.MODULE$.apply(LOG);
  }

  @Override
  public String name() {
    return "longPoll-" + requestName;
  }

  @Override
  public Logger logger() {
    return logger;
  }

  @Override
  public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger value) {
    logger = value;
  }

  @Override
  public void execute(Session session) {
    try {
      PollUser user = userOf(session);
      poll(user, session.contains(USER) ? session : session.set(USER, user));
    } catch (RuntimeException e) {
      crashed(session, e);
    }
  }

  private PollUser userOf(Session session) {
    Option<Object> known = session.attributes().get(USER);
    return known.isDefined() ? (PollUser) known.get() : context.newUser(session.userId());
  }

  private void poll(PollUser user, Session session) {
    if (context.nanosLeft() <= 0) {
      leave(user, session);
      return;
    }
    if (user.template() == null) {
      user.useTemplate(template(session));
    }
    Duration hold = user.holdToAskFor();
    String query = user.query(hold);
    Request template = user.template();
    Request request =
        query.isEmpty()
            ? template
            : template.copyWithNewUri(
                template.getUri().withNewQuery(joined(template.getUri().getQuery(), query)));
    PollAttempt attempt = new PollAttempt(this, user, session, hold);
    user.attempt(attempt);
    // Never a shared connection, whatever the protocol says: each poll keeps one to itself.
    http.httpEngine()
        .executeRequest(
            request, user.clientId(), false, session.eventLoop(), attempt, Option.empty());
  }

  /**
   * The request as Gatling's DSL and protocol make it; the polls of a user differ in their query
   * only.
   */
  private Request template(Session session) {
    Validation<HttpRequest> built = definition.build(session);
    if (built.toOption().isEmpty()) {
      throw new IllegalStateException("the request cannot be built: " + built);
    }
    return built.toOption().get().clientRequest();
  }

  private static String joined(String own, String added) {
    return own == null || own.isEmpty() ? added : own + "&" + added;
  }

  void answered(
      PollAttempt attempt,
      Answer answer,
      long sentMicros,
      long answeredMicros,
      HttpHeaders headers,
      Duration wait) {
    Session session = withCookies(attempt, headers, answeredMicros);
    if (answer.outcome() == Outcome.FAILED) {
      warnOnce(answer.failureKind(), answer.detail());
    }
    logRows(session, answer, sentMicros, answeredMicros);
    goOn(attempt.user(), session, wait);
  }

  void failed(
      PollAttempt attempt,
      String kind,
      String detail,
      long sentMicros,
      long endMicros,
      Duration wait) {
    warnOnce(kind, detail);
    rows.ko(
        attempt.session(), requestName + " failed", sentMicros / 1_000, endMicros / 1_000, kind);
    goOn(attempt.user(), attempt.session(), wait);
  }

  void cut(PollAttempt attempt) {
    leave(attempt.user(), attempt.session());
  }

  /** Something inside went wrong; the user goes on as Gatling's do, so that no run hangs. */
  void crashed(Session session, RuntimeException problem) {
    LOG.error("{} crashed", name(), problem);
    next.$bang(session.markAsFailed());
  }

  private void goOn(PollUser user, Session session, Duration wait) {
    if (!untilTheEnd) {
      after(session.eventLoop(), wait, () -> next.$bang(session));
      return;
    }
    Duration left = Duration.ofNanos(Math.max(0, context.nanosLeft()));
    after(
        session.eventLoop(),
        wait.compareTo(left) < 0 ? wait : left,
        () -> {
          try {
            poll(user, session);
          } catch (RuntimeException e) {
            crashed(session, e);
          }
        });
  }

  private void leave(PollUser user, Session session) {
    http.httpEngine().flushClientIdChannels(user.clientId(), session.eventLoop());
    next.$bang(session);
  }

  private static void after(EventLoop loop, Duration wait, Runnable then) {
    if (wait.isZero()) {
      then.run();
    } else {
      loop.schedule(then, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private Session withCookies(PollAttempt attempt, HttpHeaders headers, long answeredMicros) {
    List<String> set = headers.getAll(HttpHeaderNames.SET_COOKIE);
    if (set.isEmpty()) {
      return attempt.session();
    }
    List<Cookie> cookies =
        set.stream().map(ClientCookieDecoder.LAX::decode).filter(Objects::nonNull).toList();
    Request template = attempt.user().template();
    attempt.user().useTemplate(null);
    return CookieSupport.storeCookies(
        attempt.session(),
        template.getUri(),
        CollectionConverters.asScala(cookies).toList(),
        answeredMicros / 1_000);
  }

  /** Failures are rows whatever the settings: Gatling's report must not look better than ours. */
  private void logRows(Session session, Answer answer, long sentMicros, long answeredMicros) {
    long sent = sentMicros / 1_000;
    long answered = answeredMicros / 1_000;
    switch (answer.outcome()) {
      case DELIVERED -> {
        if (context.rows()) {
          rows.ok(session, requestName + " delivered", sent, answered);
          logLags(session, answer, answeredMicros);
        }
      }
      case EMPTY -> {
        if (context.rows()) {
          rows.ok(session, requestName + " empty", sent, answered);
        }
      }
      case GAP -> rows.ko(session, requestName + " gap", sent, answered, "410: events are lost");
      case FAILED ->
          rows.ko(session, requestName + " failed", sent, answered, answer.failureKind());
      default -> throw new IllegalArgumentException("an outcome of no kind: " + answer.outcome());
    }
  }

  private void logLags(Session session, Answer answer, long answeredMicros) {
    Long offset = context.books().serverOffsetMicros();
    if (offset == null) {
      return;
    }
    for (PolledEvent event : context.books().believable(answer.events(), answeredMicros)) {
      if (event.plannedAtMicros() != PolledEvent.UNKNOWN) {
        long planned = (event.plannedAtMicros() - offset) / 1_000;
        rows.ok(session, "delivery lag", planned, answeredMicros / 1_000);
      }
    }
  }

  /** The first of each kind is worth a line; the rest is in the counts. */
  private void warnOnce(String kind, String detail) {
    if (kindsSeen.add(kind)) {
      LOG.warn("first poll that failed as {}: {}", kind, Excerpt.sentence(detail));
    }
  }
}
