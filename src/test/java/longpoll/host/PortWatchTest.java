package longpoll.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortWatchTest {
  private static final String HEAD = "  sl  local_address rem_address   st tx_queue rx_queue\n";

  /** Of a client towards port 8000; of the server of that port; held open. */
  private static final String CLOSING = "   0: 0100007F:C350 0100007F:1F40 06 00000000:00000000\n";

  private static final String SERVERS = "   1: 0100007F:1F40 0100007F:C351 06 00000000:00000000\n";
  private static final String HELD = "   2: 0100007F:C352 0100007F:1F40 01 00000000:00000000\n";

  @TempDir private Path net;

  private final List<String> warnings = new ArrayList<>();

  @Test
  void socketsInTimeWaitAreCountedByMachineAndByFarEnd() throws IOException {
    system(123, HEAD + CLOSING + SERVERS + HELD);
    assertThat(new TimeWait(net).onThisMachine()).isEqualTo(123);
    assertThat(new TimeWait(net).towards(8_000, List.of())).isEqualTo(1);

    Files.writeString(net.resolve("tcp6"), HEAD + CLOSING + CLOSING);
    assertThat(new TimeWait(net).towards(8_000, List.of())).isEqualTo(3);
    assertThat(new TimeWait(net).towards(9_000, List.of())).isZero();
  }

  @Test
  void socketsInTimeWaitAreCountedByTheAddressThatTheyComeFrom() throws IOException {
    String mapped = "0000000000000000FFFF0000";
    String six = "000080FE00000000FF005450B6AD1DFE";
    system(5, HEAD + CLOSING + CLOSING.replace("0: 01", "0: 02"));
    Files.writeString(
        net.resolve("tcp6"),
        HEAD
            + CLOSING.replace("0: ", "0: " + mapped)
            + CLOSING.replace("0: 0100007F", "0: " + six).replace(" 0100007F", " " + six));

    TimeWait timeWait = new TimeWait(net);
    assertThat(timeWait.towards(8_000, List.of())).isEqualTo(4);
    assertThat(timeWait.towards(8_000, List.of("127.0.0.1"))).isEqualTo(2);
    assertThat(timeWait.towards(8_000, List.of("127.0.0.1", "127.0.0.2"))).isEqualTo(3);
    assertThat(timeWait.towards(8_000, List.of("127.0.0.3"))).isZero();
    assertThat(timeWait.towards(8_000, List.of("fe80::5054:ff:fe1d:adb6"))).isEqualTo(1);
  }

  @Test
  void whatTheSystemDoesNotSayIsUnknown() throws IOException {
    assertThat(new TimeWait(net).onThisMachine()).isNull();
    assertThat(new TimeWait(net).towards(8_000, List.of())).isNull();
    Files.writeString(net.resolve("sockstat"), "sockets: used 5\nTCP: inuse 5 orphan 0\n");
    assertThat(new TimeWait(net).onThisMachine()).isNull();

    look(watch(10, 10), 1);
    assertThat(warnings).isEmpty();
  }

  @Test
  void scarcePortsAreToldOnce() throws IOException {
    system(3, HEAD + CLOSING.repeat(3) + HELD);
    PortWatch watch = watch(10, 6);
    look(watch, 30);

    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("9 of 10 local ports towards the target are taken, 3 of them by connections");
  }

  @Test
  void enoughPortsAndTheSocketsOfATargetOnTheSameMachineAreNoReasonToWarn() throws IOException {
    system(2, HEAD + CLOSING.repeat(2));
    look(watch(10, 6), 30);
    system(3, HEAD + CLOSING.repeat(2) + SERVERS);
    PortWatch watch = watch(10, 6);
    look(watch, 1);
    assertThat(warnings).isEmpty();

    system(4, HEAD + CLOSING.repeat(3) + SERVERS);
    look(watch, 9);
    assertThat(warnings).as("before the sockets are looked at again").isEmpty();
    look(watch, 1);
    assertThat(warnings).hasSize(1);
  }

  @Test
  void theSocketsOfOtherInjectorsOnTheMachineAreNoReasonToWarn() throws IOException {
    system(3, HEAD + CLOSING.repeat(2) + CLOSING.replace("0: 01", "0: 02"));
    look(watch(10, 6), 1);
    assertThat(warnings).isEmpty();

    system(3, HEAD + CLOSING.repeat(3));
    look(watch(10, 6), 1);
    assertThat(warnings).hasSize(1);
  }

  private PortWatch watch(long ports, int connections) {
    return new PortWatch(
        ports, connections, 8_000, List.of("127.0.0.1"), new TimeWait(net), warnings::add);
  }

  private static void look(PortWatch watch, int seconds) {
    for (int second = 0; second < seconds; second++) {
      watch.look();
    }
  }

  private void system(int timeWait, String tcp) throws IOException {
    Files.writeString(
        net.resolve("sockstat"),
        "sockets: used 80\nTCP: inuse 8 orphan 0 tw "
            + timeWait
            + " alloc 9 mem 1\nUDP: inuse 1\n");
    Files.writeString(net.resolve("tcp"), tcp);
  }
}
