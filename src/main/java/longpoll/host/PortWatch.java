package longpoll.host;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Warns once when this machine is about to have no port left towards the target, since closed
 * connections keep theirs for a minute. To be asked once a second, by one thread.
 */
public final class PortWatch {
  /** Share of the ports whose use is worth a warning. */
  private static final double SCARCE = 0.8;

  /** To look at each socket takes a while where there are many. */
  private static final int SECONDS_BETWEEN_LOOKS = 10;

  private final long ports;
  private final long connections;
  private final int targetPort;
  private final List<String> sources;
  private final TimeWait timeWait;
  private final Consumer<String> warning;
  private int secondsToWait;
  private boolean warned;

  /**
   * @param ports that all source addresses together have towards the target
   * @param connections that users and probes keep open from these addresses
   * @param sources the addresses; empty for all
   */
  public PortWatch(
      long ports,
      long connections,
      int targetPort,
      List<String> sources,
      TimeWait timeWait,
      Consumer<String> warning) {
    this.ports = ports;
    this.connections = connections;
    this.targetPort = targetPort;
    this.sources = List.copyOf(sources);
    this.timeWait = timeWait;
    this.warning = warning;
  }

  public void look() {
    if (warned || secondsToWait-- > 0 || !isScarce(timeWait.onThisMachine())) {
      return;
    }
    secondsToWait = SECONDS_BETWEEN_LOOKS - 1;
    // A target or another injector on the same machine has some that take no port from here.
    Long closing = timeWait.towards(targetPort, sources);
    if (isScarce(closing)) {
      warned = true;
      warning.accept(
          String.format(
              Locale.ROOT,
              "%,d of %,d local ports towards the target are taken, %,d of them by connections"
                  + " that this machine ended in the last minute (TIME_WAIT): soon polls may fail"
                  + " as no-local-port; more source addresses (connections.local-addresses), a"
                  + " wider net.ipv4.ip_local_port_range, fewer users, or a target that ends or"
                  + " keeps its connections itself",
              closing + connections,
              ports,
              closing));
    }
  }

  private boolean isScarce(Long closing) {
    return closing != null && closing > 0 && closing + connections > SCARCE * ports;
  }
}
