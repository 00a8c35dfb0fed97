package longpoll.dialect.stub;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import longpoll.client.PollCycle;
import longpoll.client.PollPolicy;
import longpoll.client.Step;
import longpoll.dialect.Answer;
import longpoll.dialect.Client;
import longpoll.dialect.Dialect;
import longpoll.dialect.Outcome;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Position;
import longpoll.dialect.Purpose;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;
import longpoll.transport.SingleRequests;

/**
 * One client of a stub: the product's own {@link PollCycle}, over the product's transport. It
 * writes down what answers meant, and it does not stay away in between. Used by one thread at a
 * time.
 */
final class StubClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final URI target;
  private final SingleRequests requests;
  private final PollCycle cycle;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final List<PolledEvent> events = Collections.synchronizedList(new ArrayList<>());
  private volatile long endNanos = Long.MAX_VALUE;
  private String detail;
  private long waitNanos;
  private boolean left;

  StubClient(Dialect dialect, URI target, String channel, Duration hold, int largestBody) {
    this.target = target;
    requests =
        new SingleRequests(
            target, new Settings.Tls(false, ""), new Settings.Body(largestBody, 0.25));
    PollPolicy policy =
        new PollPolicy(
            dialect,
            hold,
            PATIENCE,
            new Rearm.Immediate(),
            new Settings.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30)));
    Position start = dialect.start(Client.ofRun(target, "run-1", null).numbered(7, channel));
    cycle = new PollCycle(policy, channel, start, () -> endNanos, new SplittableRandom(1));
  }

  /** Takes turns until it is so, at most eight. */
  void pollUntil(BooleanSupplier done) throws InterruptedException {
    for (int i = 0; i < 8 && !left; i++) {
      turn();
      if (done.getAsBoolean()) {
        return;
      }
    }
  }

  /** Whether the last turn brought nothing. */
  boolean wasEmpty() {
    return said.get(said.size() - 1).equals("empty");
  }

  /** Whether the last event so far has this number, or none at all. */
  boolean has(long seq) {
    PolledEvent last = events.isEmpty() ? null : events.get(events.size() - 1);
    return last != null && (last.seq() == seq || last.seq() == PolledEvent.UNKNOWN);
  }

  /** A poll, with what comes before and after it. */
  void turn() throws InterruptedException {
    Step step = cycle.next(System.nanoTime());
    while (step instanceof Step.Send send) {
      step = send(send);
    }
    left = step == Step.LEAVE;
    waitNanos = step instanceof Step.Wait wait ? wait.nanos() : 0;
  }

  private Step send(Step.Send send) throws InterruptedException {
    SingleRequests.Reply reply = requests.send(target, send.request(), PATIENCE);
    if (reply.answer() == null) {
      detail = reply.detail();
      say(send.purpose(), "failed " + reply.failure());
      return cycle.failed(System.nanoTime());
    }
    Answer answer = cycle.read(reply.status(), reply.headers()::get, reply.answer().body());
    events.addAll(answer.events());
    if (answer.outcome() == Outcome.FAILED) {
      detail = answer.detail();
    }
    say(send.purpose(), word(answer));
    return cycle.answered(answer, System.nanoTime());
  }

  private static String word(Answer answer) {
    return switch (answer.outcome()) {
      case DELIVERED ->
          answer.events().stream()
              .map(each -> each.seq() == PolledEvent.UNKNOWN ? " ?" : " " + each.seq())
              .collect(Collectors.joining("", "events", ""));
      case EMPTY -> "empty";
      case GAP -> "gap";
      case FAILED -> "failed " + answer.failureKind();
      case DONE -> "done";
    };
  }

  /** What went well in a handshake or a goodbye is not worth a word. */
  private void say(Purpose purpose, String word) {
    switch (purpose.kind()) {
      case POLL -> said.add(word);
      case FOLLOW_UP -> said.add("follow-up " + word);
      case ACK -> said.add(word.equals("done") ? "ack" : "ack " + word);
      default -> {
        if (!word.equals("done")) {
          said.add(purpose.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + word);
        }
      }
    }
  }

  /** The run is over: the client tells the server that it leaves, where the protocol has that. */
  void leave() throws InterruptedException {
    endNanos = System.nanoTime();
    turn();
  }

  boolean hasLeft() {
    return left;
  }

  /** How long the client would stay away now. */
  Duration away() {
    return Duration.ofNanos(waitNanos);
  }

  /** What answers meant so far. */
  List<String> said() {
    return List.copyOf(said);
  }

  List<PolledEvent> events() {
    return List.copyOf(events);
  }

  /** What a person would read of the last failure. */
  String detail() {
    return detail;
  }

  @Override
  public void close() {
    requests.close();
  }
}
