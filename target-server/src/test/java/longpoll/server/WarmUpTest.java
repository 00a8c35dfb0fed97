package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WarmUpTest {
  @Test
  void warmUpServesItselfAndLeavesNoThreads() throws Exception {
    WarmUp.run(Duration.ofMillis(300));
    Waiting.until("the threads have ended", () -> threads() == 0);
  }

  @Test
  void noTimeIsNoWarmUp() {
    assertThatCode(() -> WarmUp.run(Duration.ZERO)).doesNotThrowAnyException();
    assertThat(threads()).isZero();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("longpoll"))
        .count();
  }
}
