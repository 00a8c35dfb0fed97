package longpoll.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a process and all that it started use now. Memory is that of Linux's {@code /proc}; a page
 * that two of the processes share counts twice.
 *
 * @param cpu since they began
 * @param residentBytes now
 * @param peakBytes the most so far, process by process
 */
record ProcessUsage(Duration cpu, long residentBytes, long peakBytes) {

  static ProcessUsage of(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants())
        .map(ProcessUsage::alone)
        .reduce(new ProcessUsage(Duration.ZERO, 0, 0), ProcessUsage::plus);
  }

  double cpuMicrosSince(ProcessUsage earlier) {
    return cpu.minus(earlier.cpu).toNanos() / 1e3;
  }

  private ProcessUsage plus(ProcessUsage other) {
    return new ProcessUsage(
        cpu.plus(other.cpu), residentBytes + other.residentBytes, peakBytes + other.peakBytes);
  }

  /** Nothing of a process that is gone. */
  private static ProcessUsage alone(ProcessHandle process) {
    long resident = 0;
    long peak = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          resident = kibibytes(line);
        } else if (line.startsWith("VmHWM:")) {
          peak = kibibytes(line);
        }
      }
    } catch (IOException e) {
      // It is gone.
    }
    return new ProcessUsage(
        process.info().totalCpuDuration().orElse(Duration.ZERO), resident, peak);
  }

  private static long kibibytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }
}
