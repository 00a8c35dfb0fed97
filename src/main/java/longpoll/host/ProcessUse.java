package longpoll.host;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process uses of the machine. */
public final class ProcessUse {
  private static final Path STATUS = Path.of("/proc/self/status");

  /**
   * The shortest time over which a use of CPU is told. The system counts CPU in ticks of 10 ms:
   * over less than this, a tick would be an error of more than a tenth of a core.
   */
  private static final double SHORTEST_SECONDS = 0.1;

  private ProcessUse() {}

  /**
   * Cores busy on average, or null where the time is too short to tell: two readings that were both
   * late may lie next to each other.
   *
   * @param cpuSeconds used
   * @param seconds in which they were
   */
  public static Double coresBusy(double cpuSeconds, double seconds) {
    return seconds < SHORTEST_SECONDS ? null : (Double) (cpuSeconds / seconds);
  }

  /** CPU seconds since the process began. */
  public static double cpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  /** Resident bytes, or null where the system does not say. */
  public static Long rssBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }
}
