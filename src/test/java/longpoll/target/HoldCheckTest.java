package longpoll.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import longpoll.dialect.Dialect;
import longpoll.dialect.Dialects;
import longpoll.dialect.Outcome;
import longpoll.transport.SingleRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HoldCheckTest {
  private static final Dialect ARTICLE = Dialects.named("article", Map.of());
  private static final Duration HOLD = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private StubTarget stub;

  @BeforeEach
  void start() throws IOException {
    stub = new StubTarget();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void aTargetThatAnswersEachPollAtOnceDoesNotHoldThem() {
    stub.answer("/poll", 204, "");

    assertThat(look(ARTICLE, empty(2), HOLD, PATIENCE))
        .hasValue(
            "before the load a poll was answered empty after 2 ms, and not at the hold limit of"
                + " 30,000 ms, so the target does not hold polls");
    assertThat(stub.requests).containsExactly("/poll");
  }

  @Test
  void aTargetThatIsBusyWithTheFirstPollServesOneAtATime() {
    CountDownLatch served = new CountDownLatch(1);
    stub.on("/poll", exchange -> served.await());

    assertThat(look(ARTICLE, empty(2), HOLD, Duration.ofMillis(300)).orElseThrow())
        .contains(
            "the target does not hold polls; a second poll after it had no answer within 300 ms")
        .endsWith("serves one poll at a time");
  }

  @Test
  void whereNothingSpeaksAgainstTheTargetNoSecondPollIsSent() {
    assertThat(look(ARTICLE, null, HOLD, PATIENCE)).as("held").isEmpty();
    assertThat(look(ARTICLE, empty(1_500), HOLD, PATIENCE)).as("held for less").isEmpty();
    assertThat(look(ARTICLE, empty(2), Duration.ZERO, PATIENCE)).as("no hold").isEmpty();
    assertThat(
            look(
                ARTICLE,
                new TargetCheck.FirstAnswer(Outcome.DELIVERED, Duration.ofMillis(2)),
                HOLD,
                PATIENCE))
        .as("an event")
        .isEmpty();
    assertThat(look(Dialects.named("native", Map.of()), empty(2), HOLD, PATIENCE))
        .as("it had asked for no hold")
        .isEmpty();
    assertThat(stub.requests).isEmpty();
  }

  private static TargetCheck.FirstAnswer empty(long millis) {
    return new TargetCheck.FirstAnswer(Outcome.EMPTY, Duration.ofMillis(millis));
  }

  private Optional<String> look(
      Dialect dialect, TargetCheck.FirstAnswer first, Duration hold, Duration patience) {
    try (SingleRequests requests = SingleRequests.plain(stub.uri("/poll"))) {
      return new HoldCheck(requests, patience).look(stub.uri("/poll"), dialect, first, hold);
    }
  }
}
