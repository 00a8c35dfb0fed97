package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Event, limit, client's departure and drain race for the same polls, thousands of times, over real
 * connections.
 */
class PollRaceTest extends ServerTest {
  private static final int CLIENTS = 16;
  private static final int POLLS_EACH = 400;

  private enum Seen {
    DELIVERED,
    EMPTY,
    END
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyPollHasOneOutcomeAndBothSidesAgreeOnIt(int ioThreads) throws Exception {
    start(options().ioThreads(ioThreads));
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newCachedThreadPool();
    Future<?> publisher = threads.submit(() -> publishUntil(over));
    List<Future<Map<Seen, Integer>>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int seed = i;
      clients.add(threads.submit((Callable<Map<Seen, Integer>>) () -> pollAndLeave(seed)));
    }
    Map<Seen, Integer> seen = new EnumMap<>(Seen.class);
    for (Future<Map<Seen, Integer>> client : clients) {
      client.get().forEach((outcome, n) -> seen.merge(outcome, n, Integer::sum));
    }
    over.set(true);
    publisher.get();
    threads.shutdown();
    Waiting.until("the last connection is closed", () -> server.stats().connections() == 0);
    ServerStats stats = server.stats();
    assertThat(stats.polls()).isEqualTo(CLIENTS * POLLS_EACH);
    assertThat(stats.delivered()).isEqualTo(seen.get(Seen.DELIVERED).longValue()).isPositive();
    assertThat(stats.empty()).isEqualTo(seen.get(Seen.EMPTY).longValue()).isPositive();
    assertThat(stats.aborted()).isEqualTo(seen.get(Seen.END).longValue()).isPositive();
    assertThat(addsUp(stats)).isTrue();
  }

  private void publishUntil(AtomicBoolean over) {
    SplittableRandom random = new SplittableRandom(99);
    while (!over.get()) {
      server.publish("c" + random.nextInt(4), "1");
      LockSupport.parkNanos(random.nextInt(1_000_000));
    }
  }

  /** Polls with holds of a few ms; one in four half-closes at about the time the answer comes. */
  private Map<Seen, Integer> pollAndLeave(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Seen, Integer> seen = new EnumMap<>(Seen.class);
    RawClient client = new RawClient(server.port());
    try {
      for (int i = 0; i < POLLS_EACH; i++) {
        client.sendGet(
            "/poll?timeout=" + random.nextInt(4) / 1e3 + "&channel=c" + random.nextInt(4) + ",c0");
        boolean leaves = random.nextInt(4) == 0;
        if (leaves) {
          LockSupport.parkNanos(random.nextInt(3_000_000));
          client.halfClose();
        }
        seen.merge(outcome(client), 1, Integer::sum);
        if (leaves) {
          assertThat(client.isAtEnd()).isTrue();
          client.close();
          client = new RawClient(server.port());
        }
      }
    } finally {
      client.close();
    }
    return seen;
  }

  private static Seen outcome(RawClient client) throws IOException {
    try {
      return client.read().status() == 200 ? Seen.DELIVERED : Seen.EMPTY;
    } catch (EOFException e) {
      return Seen.END;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resetsAmongTheRacesLeaveNoPollWithoutOutcome(int ioThreads) throws Exception {
    start(options().ioThreads(ioThreads));
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newCachedThreadPool();
    Future<?> publisher = threads.submit(() -> publishUntil(over));
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int seed = i;
      clients.add(threads.submit((Callable<Void>) () -> pollAndReset(seed)));
    }
    for (Future<?> client : clients) {
      client.get();
    }
    over.set(true);
    publisher.get();
    threads.shutdown();
    Waiting.until("the last connection is closed", () -> server.stats().connections() == 0);
    ServerStats stats = server.stats();
    assertThat(stats.parked()).isZero();
    assertThat(stats.aborted()).isPositive();
    assertThat(addsUp(stats)).isTrue();
  }

  private Void pollAndReset(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 150; i++) {
      RawClient client = new RawClient(server.port());
      client.sendGet("/poll?timeout=" + random.nextInt(3) / 1e3);
      LockSupport.parkNanos(random.nextInt(2_000_000));
      client.reset();
    }
    return null;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void drainAmongTheRacesAnswersEveryPollItHasRead(int ioThreads) throws Exception {
    for (int round = 0; round < 10; round++) {
      start(options().ioThreads(ioThreads));
      AtomicBoolean over = new AtomicBoolean();
      ExecutorService threads = Executors.newCachedThreadPool();
      Future<?> publisher = threads.submit(() -> publishUntil(over));
      List<Future<int[]>> clients = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        RawClient client = client();
        clients.add(threads.submit((Callable<int[]>) () -> pollUntilTheServerCloses(client)));
      }
      Waiting.until("traffic", () -> server.stats().polls() > 200);
      server.close();
      int delivered = 0;
      int empty = 0;
      for (Future<int[]> client : clients) {
        delivered += client.get()[0];
        empty += client.get()[1];
      }
      over.set(true);
      publisher.get();
      threads.shutdown();
      ServerStats stats = server.stats();
      assertThat(stats.parked()).isZero();
      assertThat(addsUp(stats)).isTrue();
      assertThat(stats.delivered()).isEqualTo(delivered);
      assertThat(stats.empty()).isEqualTo(empty);
    }
  }

  /**
   * Every answer is whole; the last one says that the connection closes, unless no answer was
   * begun.
   */
  private static int[] pollUntilTheServerCloses(RawClient client) throws IOException {
    int[] seen = new int[2];
    while (true) {
      RawClient.Response response;
      try {
        response = client.sendGet("/poll?timeout=0.002").read();
      } catch (EOFException | SocketException e) {
        return seen;
      }
      seen[response.status() == 200 ? 0 : 1]++;
      if ("close".equals(response.header("Connection"))) {
        assertThat(client.isAtEnd()).isTrue();
        return seen;
      }
    }
  }
}
