package longpoll.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFactsReaderTest {
  @TempDir Path proc;

  @Test
  void factsAreReadFromTheProcessFileSystem() throws IOException {
    write("meminfo", "MemTotal:       100 kB\nMemAvailable:   64 kB\n");
    write(
        "self/limits",
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max open files            1024                 20000                files     \n");
    write("sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
    write("sys/net/ipv4/ip_local_reserved_ports", "80,40000-40009,60999\n");
    write("sys/net/core/somaxconn", "128\n");

    HostFacts facts = read();

    assertThat(facts.memoryAvailableBytes()).isEqualTo(OptionalLong.of(64 * 1_024));
    assertThat(facts.openFilesLimit()).isEqualTo(OptionalLong.of(1_024));
    assertThat(facts.openFilesHardLimit()).isEqualTo(OptionalLong.of(20_000));
    assertThat(facts.ports()).contains(new HostFacts.PortRange(32_768, 60_999, 11));
    assertThat(facts.somaxconn()).isEqualTo(OptionalInt.of(128));
    assertThat(facts.cores()).isPositive();
    assertThat(facts.heapMaxBytes()).isPositive();
  }

  @Test
  void anUnlimitedNumberOfFilesIsTheLargestNumber() throws IOException {
    write("self/limits", "Max open files            unlimited            unlimited   files\n");

    assertThat(read().openFilesLimit()).isEqualTo(OptionalLong.of(Long.MAX_VALUE));
  }

  @Test
  void whatIsNotThereOrNotUnderstoodStaysUnknown() throws IOException {
    write("meminfo", "MemAvailable:   lots kB\n");
    write("sys/net/ipv4/ip_local_port_range", "many\n");
    write("sys/net/core/somaxconn", "\n");

    HostFacts facts = read();

    assertThat(facts.memoryAvailableBytes()).isEmpty();
    assertThat(facts.openFilesHardLimit()).isEmpty();
    assertThat(facts.ports()).isEmpty();
    assertThat(facts.somaxconn()).isEmpty();
  }

  @Test
  void aSourceAddressThatCannotBeBoundIsUnusable() {
    assertThat(read("connections.local-addresses", "127.0.0.1,192.0.2.1").unusableLocalAddresses())
        .containsExactly("192.0.2.1");
  }

  @Test
  void theBundledServerAndALoopbackTargetAreOnThisHost() {
    assertThat(read().targetOnThisHost()).isTrue();
    assertThat(read("target", "http://127.0.0.1:8000/poll").targetOnThisHost()).isTrue();
    assertThat(read("target", "http://192.0.2.1/poll").targetOnThisHost()).isFalse();
  }

  private HostFacts read(String... keyAndValue) {
    Map<String, String> properties = new HashMap<>();
    if (keyAndValue.length == 2) {
      properties.put(SettingsLoader.PREFIX + keyAndValue[0], keyAndValue[1]);
    }
    Settings settings = new SettingsLoader(proc).load(properties);
    return new HostFactsReader(proc).read(settings);
  }

  private void write(String file, String text) throws IOException {
    Path path = proc.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
