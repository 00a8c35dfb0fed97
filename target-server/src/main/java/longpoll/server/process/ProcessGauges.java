package longpoll.server.process;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** CPU, memory and garbage collections of this process. Thread-safe; to be closed. */
public final class ProcessGauges implements AutoCloseable {
  /**
   * Garbage collection since the start.
   *
   * @param count collections that stop the program
   * @param pauseMs their sum
   * @param pauseMaxMs the longest
   * @param recent those that ended in the last 15 s, oldest first; the newest 64 if there are more
   */
  public record Gc(long count, long pauseMs, long pauseMaxMs, List<Pause> recent) {}

  /**
   * A collection that stopped the program.
   *
   * @param endedAt µs since the epoch
   */
  public record Pause(long endedAt, long ms) {}

  private static final Path STATUS = Path.of("/proc/self/status");

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(ProcessGauges::stopsTheProgram)
          .toList();
  private final AtomicLong longestPauseMs = new AtomicLong();
  private final RecentPauses recentPauses = new RecentPauses();
  private final MicroClock clock;
  private final NotificationListener listener = (notification, handback) -> note(notification);

  public ProcessGauges(MicroClock clock) {
    this.clock = clock;
    for (GarbageCollectorMXBean collector : collectors) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
      }
    }
  }

  public double cpuSeconds() {
    return system.getProcessCpuTime() / 1e9;
  }

  public int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  public long heapUsedBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * Most files and sockets the process may have open; a large number where the system does not
   * report it.
   */
  public long maxDescriptors() {
    return system instanceof UnixOperatingSystemMXBean unix
        ? Math.min(unix.getMaxFileDescriptorCount(), Integer.MAX_VALUE)
        : Integer.MAX_VALUE;
  }

  /** Resident bytes, or null where the system does not report them. */
  public Long rssBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Not Linux.
    }
    return null;
  }

  public Gc gc() {
    long count = 0;
    long millis = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      count += Math.max(0, collector.getCollectionCount());
      millis += Math.max(0, collector.getCollectionTime());
    }
    return new Gc(count, millis, longestPauseMs.get(), recentPauses.until(clock.micros()));
  }

  @Override
  public void close() {
    for (GarbageCollectorMXBean collector : collectors) {
      if (collector instanceof NotificationEmitter emitter) {
        try {
          emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
          // Closed twice.
        }
      }
    }
  }

  private void note(Notification notification) {
    if (!notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    GcInfo info =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
            .getGcInfo();
    longestPauseMs.accumulateAndGet(info.getDuration(), Math::max);
    // The stamp is of the collection's end, to the millisecond, however late this is called.
    recentPauses.add(notification.getTimeStamp() * 1_000, info.getDuration());
  }

  /**
   * Concurrent collectors have two beans: one counts cycles, which stop nothing, and one counts the
   * pauses in them. G1's concurrent bean counts pauses.
   */
  private static boolean stopsTheProgram(GarbageCollectorMXBean collector) {
    return !collector.getName().endsWith("Cycles");
  }
}
