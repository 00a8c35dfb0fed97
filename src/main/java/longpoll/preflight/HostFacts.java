package longpoll.preflight;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What this machine and this process can hold. Empty means that it could not be found out.
 *
 * @param cores processors that this process may use
 * @param heapMaxBytes the most heap this JVM will take
 * @param memoryAvailableBytes memory that new work can use, a container's limit included
 * @param openFilesLimit file descriptors this process may open
 * @param openFilesHardLimit what it may raise that limit to
 * @param ports local ports for outgoing connections
 * @param somaxconn the longest listen backlog that the system grants
 * @param unusableLocalAddresses source addresses of the settings that are not this machine's
 * @param targetOnThisHost whether the target shares this machine; the bundled server does
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
