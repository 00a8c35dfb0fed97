package longpoll.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GcPausesTest {

  @ParameterizedTest
  @CsvSource({
    "G1 Young Generation, true",
    "G1 Old Generation, true",
    "G1 Concurrent GC, true",
    "PS MarkSweep, true",
    "Copy, true",
    "ZGC Pauses, true",
    "ZGC Major Pauses, true",
    "Shenandoah Pauses, true",
    "ZGC Cycles, false",
    "ZGC Minor Cycles, false",
    "Shenandoah Cycles, false"
  })
  void cyclesBesideTheProgramAreNoPauses(String collector, boolean pauses) {
    assertThat(GcPauses.pauses(collector)).isEqualTo(pauses);
  }

  @Test
  @Timeout(60)
  void aCollectionIsNoticedUntilItIsClosed() throws Exception {
    AtomicInteger noticed = new AtomicInteger();
    CountDownLatch first = new CountDownLatch(1);
    GcPauses pauses =
        new GcPauses(
            () -> {
              noticed.incrementAndGet();
              first.countDown();
              return true;
            });
    System.gc();
    assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pauses.longestMillis()).isNotNegative();

    pauses.close();
    // What was on its way as it was closed has come once a later collection has been told.
    collectAndBeTold();
    int before = noticed.get();
    collectAndBeTold();
    assertThat(noticed.get()).isEqualTo(before);
    pauses.close();
  }

  private static void collectAndBeTold() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    NotificationListener witness = (notification, handback) -> told.countDown();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector).addNotificationListener(witness, null, null);
    }
    try {
      System.gc();
      assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
        ((NotificationEmitter) collector).removeNotificationListener(witness);
      }
    }
  }

  @Test
  void withoutAPauseThatCountsTheLongestIsNothing() {
    try (GcPauses pauses = new GcPauses(() -> false)) {
      System.gc();
      assertThat(pauses.longestMillis()).isZero();
    }
  }
}
