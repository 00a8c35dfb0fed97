package longpoll.host;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  /**
   * How many of them lead to a port. Reads a line for each socket of the machine.
   *
   * @param sources the IP addresses that they come from; empty for any
   */
  public Long towards(int port, List<String> sources) {
    try {
      String from = sources.stream().map(TimeWait::words).collect(Collectors.joining("|"));
      // What stands before an IPv4 address in a line of IPv6 does not matter.
      Pattern socket =
          Pattern.compile(
              String.format(Locale.ROOT, "(%s):[0-9A-F]{4} [0-9A-F]+:%04X 06 ", from, port));
      long count = count(net.resolve("tcp"), socket);
      Path tcp6 = net.resolve("tcp6");
      return Files.exists(tcp6) ? count + count(tcp6, socket) : count;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** An address as the system shows it: in words of 32 bits, each in this machine's byte order. */
  private static String words(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    IntBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer();
    StringBuilder shown = new StringBuilder();
    while (words.hasRemaining()) {
      shown.append(String.format(Locale.ROOT, "%08X", words.get()));
    }
    return shown.toString();
  }

  private static long count(Path sockets, Pattern socket) throws IOException {
    try (Stream<String> lines = Files.lines(sockets)) {
      return lines.filter(line -> socket.matcher(line).find()).count();
    }
  }
}
