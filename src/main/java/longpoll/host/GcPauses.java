package longpoll.host;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * The longest garbage collection pause of this JVM that ended while pauses counted, to the
 * millisecond that the JVM tells it by. Thread-safe.
 */
public final class GcPauses implements AutoCloseable {
  private final BooleanSupplier counts;
  private final AtomicLong longestMillis = new AtomicLong();
  private final NotificationListener listener = this::onNotification;

  /**
   * @param counts whether a pause that has just ended counts
   */
  public GcPauses(BooleanSupplier counts) {
    this.counts = counts;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (pauses(collector.getName()) && collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
      }
    }
  }

  public double longestMillis() {
    return longestMillis.get();
  }

  @Override
  public void close() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (pauses(collector.getName()) && collector instanceof NotificationEmitter emitter) {
        try {
          emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
          // Already gone, which is what was asked for.
        }
      }
    }
  }

  /**
   * Collectors that work beside the program have two beans, one for their cycles, which are no
   * pauses, and one for the pauses in them. G1's concurrent bean is of the latter kind.
   */
  static boolean pauses(String collector) {
    return !collector.endsWith("Cycles");
  }

  private void onNotification(Notification notification, Object handback) {
    if (!notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    GarbageCollectionNotificationInfo info =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
    if (counts.getAsBoolean()) {
      longestMillis.accumulateAndGet(info.getGcInfo().getDuration(), Math::max);
    }
  }
}
