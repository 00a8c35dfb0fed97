package longpoll.cli;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import longpoll.cli.TrialClient.Call;
import longpoll.cli.TrialClient.Came;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DialectState;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.Reading;
import longpoll.settings.Settings;

/**
 * What one client of a dialect does at a server: handshake, polls, follow-ups, confirmations,
 * goodbye; a second client publishes an event. For one thread; a poll waits in another one while an
 * event is published.
 */
final class DialectTrial implements AutoCloseable {

  /**
   * What to do.
   *
   * @param hold of a poll
   * @param margin how much longer to wait for its answer
   * @param polls how many
   * @param publish whether an event is published while the first is held
   * @param acks whether what came is confirmed
   */
  record Plan(
      URI target,
      String channel,
      Duration hold,
      Duration margin,
      int polls,
      boolean publish,
      boolean acks) {}

  /** A poll that is not answered within this time is held. */
  private static final Duration HELD = Duration.ofMillis(500);

  /** For requests that nobody holds. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
  private static final int MOST_ACKS = 100;

  private final FileDialect dialect;
  private final Plan plan;
  private final TrialPrinter out;
  private final TrialClient client;
  private final TrialClient publisher;
  private boolean fine = true;
  private boolean hasSession;

  /** Whether the last poll was over before the event was published. */
  private boolean cameTooEarly;

  /**
   * @throws IllegalArgumentException for a channel that does not fit
   */
  DialectTrial(FileDialect dialect, Plan plan, Settings.Tls tls, TrialPrinter out) {
    this.dialect = dialect;
    this.plan = plan;
    this.out = out;
    String run = "try" + Long.toString(System.currentTimeMillis(), 36);
    client = new TrialClient(dialect, plan.target(), plan.channel(), run, tls);
    publisher = new TrialClient(dialect, plan.target(), plan.channel(), run, tls);
  }

  /** Whether all that came was understood. */
  boolean run() throws InterruptedException {
    if (handshake()) {
      boolean goesOn = true;
      for (int i = 1; goesOn && i <= plan.polls(); i++) {
        goesOn = poll(i, plan.publish() && i == 1, i == plan.polls());
      }
      if (goesOn && cameTooEarly && plan.polls() == 1) {
        out.say("the event was published after the answer: one poll more");
        poll(2, false, true);
      }
    }
    if (dialect.has(Purpose.Kind.GOODBYE) && hasSession) {
      exchange(client, "goodbye", Purpose.GOODBYE, client.state());
    }
    return fine;
  }

  private boolean handshake() throws InterruptedException {
    for (int i = 0; i < dialect.handshakes(); i++) {
      String name = "handshake " + dialect.handshakeName(i);
      if (!step(client, name, Purpose.handshake(i))) {
        out.say("without its handshake a client does not poll: in a run it would try again");
        return false;
      }
      hasSession = true;
    }
    hasSession = true;
    return true;
  }

  private boolean step(TrialClient who, String name, Purpose purpose) throws InterruptedException {
    Reading reading = exchange(who, name, purpose, who.state());
    if (reading == null || reading.kind() != Reading.Kind.DONE) {
      return false;
    }
    who.knows(reading.next());
    return true;
  }

  /** Whether the client may go on. */
  private boolean poll(int number, boolean publishes, boolean last) throws InterruptedException {
    Duration limit = plan.hold().plus(dialect.hold().tolerance(plan.hold())).plus(plan.margin());
    Call call = call(client, "poll " + number, Purpose.POLL, client.state());
    if (call == null) {
      return false;
    }
    FutureTask<Came> poll = new FutureTask<>(() -> client.send(call, limit));
    Thread waiting = new Thread(poll, "longpoll-try");
    waiting.setDaemon(true);
    waiting.start();
    cameTooEarly = publishes && !isHeld(poll);
    if (publishes) {
      out.say(
          cameTooEarly
              ? "the poll was answered at once; an event is published now"
              : "the poll is held; an event is published now");
      publish();
      out.title("poll " + number + ", its answer");
    }
    Reading reading = read(call, await(poll));
    if (reading == null) {
      return false;
    }
    client.knows(reading.next());
    boolean understood =
        switch (reading.kind()) {
          case EVENTS, EMPTY, GAP, FOLLOW_UP -> true;
          default -> false;
        };
    fine &= understood;
    out.next(reading, plan.acks());
    if (understood) {
      confirm(reading);
      if (reading.followUp()) {
        followUp();
      }
    }
    boolean mayGoOn =
        understood
            || reading.kind() == Reading.Kind.RESET
            || reading.kind() == Reading.Kind.REHANDSHAKE;
    if (last || !mayGoOn) {
      return understood;
    }
    return pause(reading.delay()) && (reading.kind() != Reading.Kind.REHANDSHAKE || handshake());
  }

  private void publish() throws InterruptedException {
    for (int i = 0; i < dialect.publishHandshakes(); i++) {
      if (!step(publisher, "handshake of the publisher", Purpose.publishHandshake(i))) {
        return;
      }
    }
    long now = System.currentTimeMillis() * 1000;
    exchange(
        publisher, "publish", Purpose.PUBLISH, publisher.state().publishing(1, now, now, "try"));
  }

  private void followUp() throws InterruptedException {
    Reading reading = exchange(client, "follow-up", Purpose.FOLLOW_UP, client.state());
    if (reading != null) {
      fine &=
          reading.kind() == Reading.Kind.EVENTS
              || reading.kind() == Reading.Kind.EMPTY
              || reading.kind() == Reading.Kind.OTHER;
      client.knows(reading.next());
      confirm(reading);
    }
  }

  private void confirm(Reading reading) throws InterruptedException {
    List<DialectState> acks = reading.acks();
    if (!acks.isEmpty() && !plan.acks()) {
      out.say("not confirmed (--no-ack): " + acks.size() + ", which the server may send again");
      return;
    }
    for (int i = 0; i < acks.size() && i < MOST_ACKS; i++) {
      exchange(client, "ack " + (i + 1) + " of " + acks.size(), Purpose.ACK, acks.get(i));
    }
    if (acks.size() > MOST_ACKS) {
      out.say("only " + MOST_ACKS + " of " + acks.size() + " were confirmed");
    }
  }

  private boolean pause(Duration delay) throws InterruptedException {
    if (delay == null) {
      return true;
    }
    if (delay.compareTo(LONGEST_DELAY) > 0) {
      out.say("no further poll: the server asks to stay away for " + delay.toSeconds() + " s");
      return false;
    }
    Thread.sleep(delay.toMillis());
    return true;
  }

  private static boolean isHeld(FutureTask<Came> poll) throws InterruptedException {
    try {
      poll.get(HELD.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  private static Came await(FutureTask<Came> poll) throws InterruptedException {
    try {
      return poll.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the poll could not be sent", e.getCause());
    }
  }

  /** A request and its answer; null where none came. */
  private Reading exchange(TrialClient who, String title, Purpose purpose, DialectState asked)
      throws InterruptedException {
    Call call = call(who, title, purpose, asked);
    Reading reading = call == null ? null : read(call, who.send(call, LIMIT));
    fine &= reading != null && reading.kind() != Reading.Kind.FAILED;
    return reading;
  }

  /** Null for a request that cannot be sent. */
  private Call call(TrialClient who, String title, Purpose purpose, DialectState asked) {
    out.title(title);
    try {
      Call call = who.call(purpose, asked, plan.hold());
      out.request(call.bytes());
      return call;
    } catch (IllegalArgumentException e) {
      out.say("cannot be sent: " + e.getMessage());
      fine = false;
      return null;
    }
  }

  private Reading read(Call call, Came came) {
    if (came.reply().answer() == null) {
      out.noAnswer(call, came, plan);
      fine = false;
      return null;
    }
    return out.answer(call, came);
  }

  @Override
  public void close() {
    client.close();
    publisher.close();
  }
}
