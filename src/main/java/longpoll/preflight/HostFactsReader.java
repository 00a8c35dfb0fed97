package longpoll.preflight;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import longpoll.settings.Settings;

/**
 * Reads what this machine and this process have: on Linux from {@code /proc}, elsewhere from the
 * JDK. What neither tells is unknown. Safe for any thread.
 */
public final class HostFactsReader {
  private static final String SPACES = "\\s+";

  private final Path proc;

  public HostFactsReader() {
    this(Path.of("/proc"));
  }

  /**
   * @param proc where the proc file system is mounted
   */
  HostFactsReader(Path proc) {
    this.proc = proc;
  }

  public HostFacts read(Settings settings) {
    return new HostFacts(
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory(),
        memoryAvailable(),
        openFilesLimit(),
        limit(4),
        ports(),
        somaxconn(),
        settings.sourceAddresses().stream().filter(address -> !bindable(address)).toList(),
        settings.target().map(HostFactsReader::onThisHost).orElse(true));
  }

  /** The JDK's total respects a container's limit; the system's figure respects what is in use. */
  private OptionalLong memoryAvailable() {
    long total =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
            ? bean.getTotalMemorySize()
            : Long.MAX_VALUE;
    return lines("meminfo").stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .map(line -> line.split(SPACES))
        .filter(words -> words.length >= 2)
        .mapToLong(words -> Math.min(total, parse(words[1]) * 1_024))
        .filter(bytes -> bytes > 0)
        .findFirst();
  }

  private OptionalLong openFilesLimit() {
    OptionalLong soft = limit(3);
    if (soft.isEmpty()
        && ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean bean) {
      return OptionalLong.of(bean.getMaxFileDescriptorCount());
    }
    return soft;
  }

  /** Column 3 of the line "Max open files" is the soft limit, column 4 the hard one. */
  private OptionalLong limit(int column) {
    return lines("self/limits").stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.split(SPACES))
        .filter(words -> words.length > column)
        .mapToLong(
            words -> words[column].equals("unlimited") ? Long.MAX_VALUE : parse(words[column]))
        .filter(limit -> limit > 0)
        .findFirst();
  }

  private Optional<HostFacts.PortRange> ports() {
    List<String> range = lines("sys/net/ipv4/ip_local_port_range");
    String[] bounds = range.isEmpty() ? new String[0] : range.get(0).trim().split(SPACES);
    if (bounds.length != 2 || parse(bounds[0]) < 0 || parse(bounds[1]) < parse(bounds[0])) {
      return Optional.empty();
    }
    int first = (int) parse(bounds[0]);
    int last = (int) parse(bounds[1]);
    return Optional.of(new HostFacts.PortRange(first, last, reserved(first, last)));
  }

  /** Reserved ports come as {@code 8080,9000-9100}. */
  private int reserved(int first, int last) {
    return lines("sys/net/ipv4/ip_local_reserved_ports").stream()
        .flatMap(line -> Arrays.stream(line.trim().split(",")))
        .filter(part -> !part.isEmpty())
        .map(part -> part.split("-"))
        .mapToInt(
            ends -> {
              long low = Math.max(first, parse(ends[0]));
              long high = Math.min(last, parse(ends[ends.length - 1]));
              return (int) Math.max(0, high - low + 1);
            })
        .sum();
  }

  private OptionalInt somaxconn() {
    return lines("sys/net/core/somaxconn").stream()
        .mapToInt(line -> (int) parse(line.trim()))
        .filter(value -> value > 0)
        .findFirst();
  }

  private static boolean bindable(String address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address, 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean onThisHost(URI target) {
    try {
      InetAddress address = InetAddress.getByName(target.getHost());
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      // A host that has no address is reported by the check of the target, in better words.
      return false;
    }
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(proc.resolve(file));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long parse(String number) {
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
