package longpoll.gatling;

import io.gatling.core.session.Session;
import io.gatling.http.client.Request;
import io.gatling.http.client.uri.Uri;
import io.gatling.http.cookie.CookieSupport;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import longpoll.client.PollCycle;
import longpoll.client.Step;
import longpoll.dialect.Answer;
import longpoll.dialect.Outcome;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Purpose;
import longpoll.measure.UserLedger;
import longpoll.transport.ClientConnections;
import longpoll.transport.PollAnswer;
import longpoll.transport.PollListener;
import longpoll.transport.PollTemplate;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One user: does what its {@link PollCycle} says with the request and the cookies of its session,
 * writes it down, and tells the {@link PollAction} that it is in. Confined to the user's event
 * loop, except for {@link #cut}.
 */
final class PollUser implements PollListener {
  private final PollContext context;
  private final EventLoop loop;
  private final UserLedger userLedger;
  private final PollCycle cycle;

  private boolean waitedForFirst;
  private PollAction action;
  private Session session;

  private ClientConnections connections;

  /** Null as long as the request of the session is to be resolved. */
  private PollTemplate.Encoder encoder;

  private Uri uri;

  /** Whether a signature covers the request, what the dialect says of it included. */
  private boolean signed;

  private long holdNanos;

  /** Whether the last request was sent to the target, and not to another host. */
  private boolean toTarget;

  /** When the request was written, by both clocks, or 0 for one that has not been. */
  private long sentMicros;

  private long sentNanos;

  PollUser(PollContext context, EventLoop loop, UserLedger userLedger, PollCycle cycle) {
    this.context = context;
    this.loop = loop;
    this.userLedger = userLedger;
    this.cycle = cycle;
  }

  Session session() {
    return session;
  }

  /** The session goes on with other cookies or values, and the request may with it. */
  void goesOnWith(Session next) {
    session = next;
    encoder = null;
  }

  /**
   * Its time to poll has come.
   *
   * @param now told what comes of it
   */
  void poll(PollAction now) {
    action = now;
    if (!waitedForFirst) {
      waitedForFirst = true;
      long wait = cycle.firstWaitNanos();
      if (wait > 0) {
        loop.schedule(() -> now.poll(this), wait, TimeUnit.NANOSECONDS);
        return;
      }
    }
    follow(cycle.next(context.ledger().clock().nanoTime()));
  }

  private void follow(Step step) {
    if (step instanceof Step.Send send) {
      send(send);
    } else if (step instanceof Step.Wait wait) {
      if (wait.disconnect()) {
        connections.disconnect();
      }
      action.stayAway(this, wait.nanos());
    } else {
      if (connections != null) {
        connections.close();
      }
      action.leave(this);
    }
  }

  private void send(Step.Send send) {
    holdNanos = send.hold().toNanos();
    sentMicros = 0;
    if (encoder == null || action.definition().isDynamic()) {
      resolve(send.request());
    }
    PollRequest added = signed ? PollRequest.PLAIN : send.request();
    toTarget = added.origin() == null;
    connections.send(added.origin(), encoder.encode(added, null), send.timeout().toNanos());
  }

  private void resolve(PollRequest poll) {
    Request request = action.definition().resolve(session);
    uri = request.getUri();
    signed = PollDefinition.isSigned(request);
    encoder = context.shared(PollDefinition.template(request, poll)).encoderOfThisThread();
    connect(GatlingRoute.of(request));
  }

  private void connect(GatlingRoute route) {
    if (connections == null) {
      connections = new ClientConnections(context.transport(), loop, route, this);
    } else {
      connections.route(route);
    }
  }

  @Override
  public void connected(ConnectCause cause) {
    userLedger.connectionOpened(cause);
  }

  /** Whether what was sent last is a poll, and not what the protocol wants beside it. */
  private boolean polls() {
    return cycle.purpose().kind() == Purpose.Kind.POLL;
  }

  @Override
  public void trailingBytes(int status, String excerpt) {
    userLedger.trailingBytes(status, excerpt);
  }

  @Override
  public void sent(long nanos, long micros) {
    sentMicros = micros;
    sentNanos = nanos;
    if (polls()) {
      userLedger.sent(nanos, micros, holdNanos);
    }
  }

  @Override
  public void answered(PollAnswer response) {
    try {
      Purpose purpose = cycle.purpose();
      Answer answer = cycle.read(response.status(), response::header, response.body());
      Step step = cycle.answered(answer, response.nanos());
      if (purpose.kind() == Purpose.Kind.POLL) {
        userLedger.answered(response.nanos(), response.micros(), answer);
      } else {
        userLedger.requested(
            purpose.kind(), sentNanos, response.nanos(), response.micros(), answer);
      }
      // After a confirmation comes the re-arm, whatever became of it.
      boolean wentWell =
          purpose.kind() == Purpose.Kind.ACK
              || answer.outcome() != Outcome.FAILED && answer.outcome() != Outcome.GAP;
      if (wentWell && step instanceof Step.Wait wait) {
        userLedger.staysAway(response.nanos(), wait.nanos());
      }
      if (toTarget && context.policy().dialect().keepsCookies()) {
        keepCookies(response);
      }
      action.answered(session, purpose, answer, sentMicros, response.micros());
      follow(step);
    } catch (RuntimeException e) {
      action.crashed(session, e);
    }
  }

  @Override
  public void failed(String kind, String detail, long nanos, long micros) {
    try {
      Purpose purpose = cycle.purpose();
      Step step = cycle.failed(nanos);
      if (purpose.kind() == Purpose.Kind.POLL) {
        userLedger.failed(nanos, kind);
      } else {
        userLedger.requestFailed(purpose.kind(), kind);
      }
      long from = sentMicros == 0 ? micros : sentMicros;
      action.failed(session, purpose, kind, detail, from, micros);
      follow(step);
    } catch (RuntimeException e) {
      action.crashed(session, e);
    }
  }

  @Override
  public void cut(long nanos) {
    try {
      if (polls()) {
        userLedger.cut(nanos);
      } else {
        userLedger.requestCut(cycle.purpose().kind());
      }
      follow(cycle.cut(nanos));
    } catch (RuntimeException e) {
      action.crashed(session, e);
    }
  }

  private void keepCookies(PollAnswer response) {
    List<String> set = response.headers("Set-Cookie");
    if (set.isEmpty()) {
      return;
    }
    List<Cookie> cookies =
        set.stream().map(ClientCookieDecoder.LAX::decode).filter(Objects::nonNull).toList();
    goesOnWith(
        CookieSupport.storeCookies(
            session,
            uri,
            CollectionConverters.asScala(cookies).toList(),
            response.micros() / 1_000));
  }

  /** Not a goodbye, which has little time of its own. */
  private static boolean isToBeCut(Purpose.Kind kind) {
    return kind != Purpose.Kind.GOODBYE;
  }

  /** Gives up the poll that is held, if one is. May be called from any thread. */
  void cut() {
    loop.execute(
        () -> {
          if (connections != null && isToBeCut(cycle.purpose().kind())) {
            connections.cut();
          }
        });
  }
}
