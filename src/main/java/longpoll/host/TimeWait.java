package longpoll.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Sockets in TIME_WAIT: the side that ends a TCP connection first keeps its port for a minute.
 * Linux only; null elsewhere. Safe for any thread.
 */
public final class TimeWait {
  private final Path net;

  public TimeWait() {
    this(Path.of("/proc/net"));
  }

  /**
   * @param net where the system shows its network
   */
  TimeWait(Path net) {
    this.net = net;
  }

  /** How many this machine has, to whomever. Cheap. */
  public Long onThisMachine() {
    try (Stream<String> lines = Files.lines(net.resolve("sockstat"))) {
      return lines
          .filter(line -> line.startsWith("TCP:") && line.contains(" tw "))
          .map(line -> Long.valueOf(line.replaceAll(".* tw (\\d+).*", "$1")))
          .findFirst()
          .orElse(null);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** How many of them lead to a port. Reads a line for each socket of the machine. */
  public Long towards(int port) {
    String farEnd = String.format(Locale.ROOT, ":%04X 06 ", port);
    try {
      long count = count(net.resolve("tcp"), farEnd);
      Path tcp6 = net.resolve("tcp6");
      return Files.exists(tcp6) ? count + count(tcp6, farEnd) : count;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static long count(Path sockets, String farEnd) throws IOException {
    try (Stream<String> lines = Files.lines(sockets)) {
      return lines.filter(line -> line.contains(farEnd)).count();
    }
  }
}
