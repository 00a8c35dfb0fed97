package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StallWatchTest {
  @Test
  void aLoopThatStandsStillIsNoted() throws Exception {
    EventLoop loop = new DefaultEventLoop();
    AtomicLong clock = new AtomicLong();
    try {
      StallWatch watch = new StallWatch(loop, clock::get);
      CountDownLatch blocked = new CountDownLatch(1);
      CountDownLatch moved = new CountDownLatch(1);
      loop.execute(
          () -> {
            blocked.countDown();
            try {
              moved.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      blocked.await();
      clock.set(1_000_000);
      moved.countDown();
      // The look that was due comes with the next timers.
      while (watch.micros(0, 1_000_000) == 0) {
        TimeUnit.MILLISECONDS.sleep(1);
      }

      assertThat(watch.micros(0, 1_000_000)).isBetween(980_000L, 1_000_000L);
      assertThat(watch.micros(400_000, 500_000)).isEqualTo(100_000);
      assertThat(watch.micros(1_000_000, 2_000_000)).isZero();
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
