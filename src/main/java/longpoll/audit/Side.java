package longpoll.audit;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import longpoll.client.PollPolicy;
import longpoll.dialect.Client;
import longpoll.dialect.PollRequest;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;
import longpoll.text.Excerpt;
import longpoll.transport.ExchangeObserver;
import longpoll.transport.ExchangePlan;
import longpoll.transport.ObservedExchange;

/**
 * One of the two URLs, with its clients. Started and read by one thread; what comes is noted by the
 * observer's.
 */
final class Side implements AutoCloseable {
  static final Settings.Body BODY = new Settings.Body(64 << 20, 0.5);

  /** What the clients of a run do after a failure, by default. */
  private static final Settings.Backoff BACKOFF =
      new Settings.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** Enough for any finding; each takes some kilobytes. */
  private static final int MOST_NOTED = 20_000;

  /** Longest that requests in turn take together, and most of them without an answer. */
  private static final Duration IN_TURN = Duration.ofSeconds(10);

  private static final int MOST_MISSING = 3;

  private final String name;
  private final URI url;
  private final AuditPlan plan;
  private final ExchangeObserver observer;
  private final long offsetMicros;
  private final List<SeenPoll> polls = new ArrayList<>();
  private volatile boolean stopped;
  private volatile Throwable broken;

  /**
   * @param originNanos where the shared clock begins
   */
  Side(String name, URI url, AuditPlan plan, long originNanos) {
    this.name = name;
    this.url = url;
    this.plan = plan;
    observer = new ExchangeObserver(url, plan.tls(), BODY);
    observer.masking(plan.masking());
    offsetMicros = (System.nanoTime() - originNanos) / 1_000 - observer.micros();
  }

  String name() {
    return name;
  }

  URI url() {
    return url;
  }

  /** Lets all clients poll, until {@link #stop}. */
  void start() {
    PollPolicy policy =
        new PollPolicy(
            plan.dialect(), plan.hold(), plan.patience(), new Rearm.Immediate(), BACKOFF);
    for (int i = 1; i <= plan.polls(); i++) {
      new AuditClient(
              identity(i),
              policy,
              observer.client(plan.dialect().keepsCookies()),
              offsetMicros,
              this::note,
              failure -> broken = failure,
              () -> stopped)
          .next();
    }
  }

  /** Both sides are the same server: no session of one may be that of the other. */
  private Client identity(int number) {
    return new Client(url, plan.channelsOf(number), number, "audit-" + name, null);
  }

  private void note(SeenPoll poll) {
    synchronized (polls) {
      if (!stopped && polls.size() < MOST_NOTED) {
        polls.add(poll);
      }
    }
  }

  /** Sends nothing more; what is under way is not noted any more. */
  List<SeenPoll> stop() {
    stopped = true;
    Throwable failure = broken;
    if (failure != null) {
      throw new AuditException(
          name + ": the audit could not go on: " + Excerpt.sentence(String.valueOf(failure)));
    }
    synchronized (polls) {
      return List.copyOf(polls);
    }
  }

  /** Requests beside each other, each over a connection of its own; begins at once. */
  List<CompletableFuture<ObservedExchange>> beside(int count, PollRequest request, Duration limit) {
    List<CompletableFuture<ObservedExchange>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(observer.client(true).send(ExchangePlan.of(request, limit)));
    }
    return sent;
  }

  /**
   * Requests one after the other, over one connection as long as it stands. Fewer where they are
   * not answered, or take long.
   */
  List<ObservedExchange> inTurn(int count, PollRequest request, Duration limit)
      throws InterruptedException {
    var client = observer.client(true);
    List<ObservedExchange> seen = new ArrayList<>();
    long end = System.nanoTime() + IN_TURN.toNanos();
    int missing = 0;
    for (int i = 0; i < count && missing < MOST_MISSING && System.nanoTime() - end < 0; i++) {
      var sent = client.send(ExchangePlan.of(request, limit).keepingTheConnection());
      seen.addAll(await(List.of(sent)));
      missing += seen.get(i).answered() ? 0 : 1;
      if (AuditClient.endsConnection(seen.get(i))) {
        client.close();
      }
    }
    client.close();
    return seen;
  }

  static List<ObservedExchange> await(List<CompletableFuture<ObservedExchange>> sent)
      throws InterruptedException {
    List<ObservedExchange> seen = new ArrayList<>();
    for (CompletableFuture<ObservedExchange> one : sent) {
      try {
        seen.add(one.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("the request could not be sent", e.getCause());
      }
    }
    return seen;
  }

  @Override
  public void close() {
    stopped = true;
    observer.close();
  }
}
