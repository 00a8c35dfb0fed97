package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class KeepAliveGrowthTest extends ServerTest {
  @Test
  void tenThousandPollsOnOneConnectionLeaveNothingBehind() throws Exception {
    start(options().keepEvents(100));
    RawClient client = client();
    poll(client, 1_000);
    long before = usedAfterCollection();
    poll(client, 10_000);
    long growth = usedAfterCollection() - before;
    // A listener or an exchange kept for each poll would be a megabyte at the least.
    assertThat(growth).isLessThan(500_000);
    ServerStats stats = server.stats();
    assertThat(stats.polls()).isEqualTo(11_000);
    assertThat(stats.connectionsOpened()).isEqualTo(1);
    assertThat(addsUp(stats)).isTrue();
  }

  /** Half of the polls end by an event, half at the limit. */
  private void poll(RawClient client, int polls) throws Exception {
    for (int i = 0; i < polls; i += 2) {
      client.sendGet("/poll?channel=a&timeout=60");
      awaitParked(1);
      server.publish("a", "1");
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.get("/poll?channel=idle" + i + "&timeout=0.0005").status()).isEqualTo(204);
    }
  }

  private static long usedAfterCollection() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      WeakReference<Object> garbage = new WeakReference<>(new Object());
      Waiting.until(
          "a collection",
          () -> {
            System.gc();
            return garbage.get() == null;
          });
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
