package longpoll.measure;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * The longest garbage collection pause of this JVM that ended at an instant that counts.
 * Thread-safe.
 */
final class GcPauses implements AutoCloseable {
  private final LongPredicate counts;
  private final AtomicLong longestMillis = new AtomicLong();
  private final NotificationListener listener = this::onNotification;

  /**
   * @param counts whether a pause counts that ended at the given {@link StampClock#nanoTime}
   */
  GcPauses(LongPredicate counts) {
    this.counts = counts;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (pauses(collector) && collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
      }
    }
  }

  double longestMillis() {
    return longestMillis.get();
  }

  @Override
  public void close() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (pauses(collector) && collector instanceof NotificationEmitter emitter) {
        try {
          emitter.removeNotificationListener(listener);
        } catch (javax.management.ListenerNotFoundException e) {
          // Already gone, which is what was asked for.
        }
      }
    }
  }

  /** Collectors that work beside the program report whole cycles, which are no pauses. */
  private static boolean pauses(GarbageCollectorMXBean collector) {
    return !collector.getName().contains("Cycles") && !collector.getName().contains("Concurrent");
  }

  private void onNotification(Notification notification, Object handback) {
    if (!notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    GarbageCollectionNotificationInfo info =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
    if (counts.test(System.nanoTime())) {
      longestMillis.accumulateAndGet(info.getGcInfo().getDuration(), Math::max);
    }
  }
}
