package longpoll.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import longpoll.server.RawClient;
import longpoll.server.Waiting;
import longpoll.server.hub.ByteBudget;
import longpoll.server.hub.Hub;
import longpoll.server.options.ServerOptions;
import longpoll.server.process.MicroClock;
import longpoll.server.publish.Plan;
import longpoll.server.schedule.ScheduleKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that are slow with a body that counts, under a limit shorter than that of the server. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BodyBudgetTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration ENOUGH = Duration.ofSeconds(3);

  private final ServerOptions options =
      ServerOptions.builder()
          .host("127.0.0.1")
          .port(0)
          .schedule(ScheduleKind.FIXED)
          .every(Duration.ofMillis(1))
          .build();
  private final ByteBudget budget = new ByteBudget(1 << 30);
  private HttpFront front;

  private void start(HttpHandler handler) throws IOException {
    front = new HttpFront(options, handler, 1_000);
    front.start();
  }

  @AfterEach
  void stop() {
    front.stop();
  }

  private void awaitCut() {
    Waiting.until("cut", () -> front.connectionsOpened() > 0 && front.connectionsOpen() == 0);
  }

  private void awaitNothingHeld() {
    Waiting.until("nothing is held", () -> budget.held() == 0);
  }

  /** A plan of 1,000 instants a second, from the origin on. */
  private static String plan(int seconds) {
    return "/plan?from=0&to=" + seconds * 1_000_000L;
  }

  private HttpHandler planHandler(Duration longest) throws Exception {
    return Routes.onWorker(new PlanHandler(Plan.of(options, 0), new BodyBudget(budget, longest)));
  }

  @Test
  void aClientThatDoesNotReadItsPlanLosesItsConnection() throws Exception {
    start(planHandler(SHORT));
    try (RawClient slow = new RawClient(front.port())) {
      // More than two sockets take in.
      slow.sendGet(plan(990));
      awaitCut();
      assertThatThrownBy(slow::read).isInstanceOf(IOException.class);
    }
    assertThat(budget.peak()).isGreaterThan(8_000_000);
    awaitNothingHeld();
  }

  @Test
  void aClientThatReadsInTimeKeepsItsConnection() throws Exception {
    start(planHandler(ENOUGH));
    try (RawClient quick = new RawClient(front.port());
        RawClient slow = new RawClient(front.port())) {
      assertThat(quick.get(plan(10)).status()).isEqualTo(200);
      assertThat(budget.peak()).isPositive();
      // The limit of the slow one begins later and so ends later.
      slow.sendGet(plan(990));
      Waiting.until("the slow one is cut", () -> front.connectionsOpen() == 1);
      assertThat(quick.get(plan(10)).status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatDoesNotSendItsWholeBodyLosesItsConnection() throws Exception {
    Hub hub =
        new Hub(
            options, "epoch", MicroClock.SYSTEM, System::nanoTime, new SplittableRandom(1), budget);
    start(
        new PublishHandler(
            options,
            hub,
            new BodyBudget(budget, SHORT),
            draft -> {
              throw new AssertionError("half a body was published");
            }));
    try (RawClient slow = new RawClient(front.port())) {
      slow.send(
          "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 1000\r\n\r\n{\"data\":1");
      awaitCut();
      assertThat(slow.isAtEnd()).isTrue();
    }
    assertThat(budget.peak()).isEqualTo(1_000);
    awaitNothingHeld();
  }
}
