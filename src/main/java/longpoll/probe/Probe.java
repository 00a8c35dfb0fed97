package longpoll.probe;

import java.net.URI;
import java.util.function.Function;
import longpoll.client.PollCycle;
import longpoll.client.Step;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.Purpose;
import longpoll.measure.UserLedger;
import longpoll.transport.ClientConnections;
import longpoll.transport.CookieJar;
import longpoll.transport.PollAnswer;
import longpoll.transport.PollListener;

/**
 * One probe: does what its {@link PollCycle} says over a connection, with the cookies it was given,
 * and writes it down. Confined to the event loop of its {@link ProbeLoop}.
 */
final class Probe implements PollListener {
  private final ProbeLoop loop;
  private final UserLedger userLedger;
  private final PollCycle cycle;
  private final CookieJar cookies;
  private final ClientConnections connections;

  private long holdNanos;

  /** Whether the last request was sent to the target, and not to another host. */
  private boolean toTarget;

  private long sentNanos;
  private boolean gone;

  Probe(
      ProbeLoop loop,
      UserLedger userLedger,
      PollCycle cycle,
      CookieJar cookies,
      Function<PollListener, ClientConnections> open) {
    this.loop = loop;
    this.userLedger = userLedger;
    this.cycle = cycle;
    this.cookies = cookies;
    connections = open.apply(this);
  }

  long firstWaitNanos() {
    return cycle.firstWaitNanos();
  }

  /** Its time to poll has come. */
  void poll() {
    if (gone || cycle.isPolling()) {
      return;
    }
    guarded(() -> follow(cycle.next(loop.clock().nanoTime())));
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      // A request that cannot be made will not be made next time either.
      loop.problem(FailureKind.INTERNAL, e.toString());
      leave();
    }
  }

  /** The run is over for whoever holds no poll: it has its goodbye to say at most. */
  void end() {
    if (!gone && !cycle.isPolling()) {
      poll();
    }
  }

  /** Gives up what is held: what crosses on the way still counts. */
  void cut() {
    if (cycle.isPolling()) {
      connections.cut();
    } else {
      end();
    }
  }

  private void follow(Step step) {
    if (step instanceof Step.Send send) {
      holdNanos = send.hold().toNanos();
      URI origin = send.request().origin();
      toTarget = origin == null;
      connections.send(
          origin,
          loop.encoder().encode(send.request(), toTarget ? cookies.header() : null),
          send.timeout().toNanos());
    } else if (step instanceof Step.Wait wait) {
      if (wait.disconnect()) {
        connections.disconnect();
      }
      loop.after(wait.nanos(), this::poll);
    } else {
      leave();
    }
  }

  private void leave() {
    if (!gone) {
      gone = true;
      connections.close();
      loop.left();
    }
  }

  @Override
  public void connected(ConnectCause cause) {
    userLedger.connectionOpened(cause);
  }

  @Override
  public void sent(long nanos, long micros) {
    sentNanos = nanos;
    if (polls()) {
      userLedger.sent(nanos, micros, holdNanos);
    }
  }

  private boolean polls() {
    return cycle.purpose().kind() == Purpose.Kind.POLL;
  }

  @Override
  public void answered(PollAnswer response) {
    guarded(() -> read(response));
  }

  private void read(PollAnswer response) {
    if (toTarget && loop.keepsCookies()) {
      cookies.store(response.headers("Set-Cookie"));
    }
    Purpose purpose = cycle.purpose();
    Answer answer = cycle.read(response.status(), response::header, response.body());
    Step step = cycle.answered(answer, response.nanos());
    if (purpose.kind() == Purpose.Kind.POLL) {
      userLedger.answered(response.nanos(), response.micros(), answer);
    } else {
      userLedger.requested(purpose.kind(), sentNanos, response.nanos(), response.micros(), answer);
    }
    if (answer.outcome() == Outcome.DELIVERED) {
      loop.delivered(answer, response.micros(), response.maybeEarlierNanos());
    } else if (answer.outcome() == Outcome.FAILED) {
      loop.problem(answer.failureKind(), answer.detail());
    }
    follow(step);
  }

  @Override
  public void failed(String kind, String detail, long nanos, long micros) {
    guarded(
        () -> {
          if (polls()) {
            userLedger.failed(nanos, kind);
          } else {
            userLedger.requestFailed(cycle.purpose().kind(), kind);
          }
          loop.problem(kind, detail);
          follow(cycle.failed(nanos));
        });
  }

  @Override
  public void cut(long nanos) {
    guarded(
        () -> {
          if (polls()) {
            userLedger.cut(nanos);
          } else {
            userLedger.requestCut(cycle.purpose().kind());
          }
          follow(cycle.cut(nanos));
        });
  }
}
