package longpoll.server;

import com.sun.management.GarbageCollectionNotificationInfo;
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
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** CPU, memory and collections of this process. Thread-safe; to be closed. */
final class ProcessGauges implements AutoCloseable {
  private static final Path STATUS = Path.of("/proc/self/status");

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(ProcessGauges::stopsTheProgram)
          .toList();
  private final AtomicLong longestPauseMs = new AtomicLong();
  private final NotificationListener listener =
      (notification, handback) -> {
        if (notification
            .getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
          long millis =
              GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
                  .getGcInfo()
                  .getDuration();
          longestPauseMs.accumulateAndGet(millis, Math::max);
        }
      };

  ProcessGauges() {
    for (GarbageCollectorMXBean collector : collectors) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
      }
    }
  }

  double cpuSeconds() {
    return system.getProcessCpuTime() / 1e9;
  }

  int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  long heapUsedBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * Most files and sockets the process may have open; a large number where the system does not
   * tell.
   */
  long maxDescriptors() {
    return system instanceof UnixOperatingSystemMXBean unix
        ? Math.min(unix.getMaxFileDescriptorCount(), Integer.MAX_VALUE)
        : Integer.MAX_VALUE;
  }

  /** Resident bytes, or null where the system does not tell. */
  Long rssBytes() {
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

  ServerStats.Gc gc() {
    long count = 0;
    long millis = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      count += Math.max(0, collector.getCollectionCount());
      millis += Math.max(0, collector.getCollectionTime());
    }
    return new ServerStats.Gc(count, millis, longestPauseMs.get());
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

  /** The concurrent collectors report whole cycles, during which the program runs. */
  private static boolean stopsTheProgram(GarbageCollectorMXBean collector) {
    return !collector.getName().contains("Concurrent") && !collector.getName().contains("Cycles");
  }
}
