package longpoll.preflight;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import longpoll.settings.Settings;

/**
 * What this machine and this process have. An empty value could not be read.
 *
 * @param cores processors that this process may use
 * @param heapMaxBytes the most heap this JVM will take
 * @param memoryAvailableBytes memory that is free for new work, within a container's limit
 * @param openFilesLimit file descriptors that this process may open (the soft limit)
 * @param openFilesHardLimit how far the process may raise that limit
 * @param ports local ports for outgoing connections
 * @param somaxconn the longest listen backlog that the system grants
 * @param unusableLocalAddresses source addresses in the settings that this machine does not have
 * @param targetOnThisHost whether the target runs on this machine, as the bundled server does
 */
public record HostFacts(
    int cores,
    long heapMaxBytes,
    OptionalLong memoryAvailableBytes,
    OptionalLong openFilesLimit,
    OptionalLong openFilesHardLimit,
    Optional<PortRange> ports,
    OptionalInt somaxconn,
    List<String> unusableLocalAddresses,
    boolean targetOnThisHost) {

  public HostFacts {
    unusableLocalAddresses = List.copyOf(unusableLocalAddresses);
  }

  /** The connections that all source addresses of an injector together can have to one target. */
  public Optional<Long> localPorts(Settings settings) {
    long sources = Math.max(1, settings.sourceAddresses().size());
    return ports.map(range -> sources * range.size());
  }

  /**
   * @param reserved how many of the ports are kept from outgoing connections
   */
  public record PortRange(int first, int last, int reserved) {
    public PortRange {
      if (first < 0 || last < first || last > 65_535 || reserved < 0) {
        throw new IllegalArgumentException(
            "ports: a range within 0 to 65535 is needed, but it is " + first + " to " + last);
      }
    }

    /** How many connections one source address can have to one target. */
    public int size() {
      return Math.max(0, last - first + 1 - reserved);
    }
  }
}
