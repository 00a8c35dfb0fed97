package longpoll.server.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import longpoll.server.schedule.ScheduleKind;
import longpoll.server.text.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ServerOptionsTest {
  static Stream<Arguments> badSettings() {
    return Stream.of(
        bad("host must be a host name or an address, but is  ", b -> b.host(" ")),
        bad("port must be between 0 and 65535, but is 65536", b -> b.port(65_536)),
        bad("hold must be between 0s and 24h, but is 25h", b -> b.hold(Duration.ofHours(25))),
        bad(
            "max-hold must be between 30s and 24h, but is 29s",
            b -> b.maxHold(Duration.ofSeconds(29))),
        bad("every must be between 1us and 720h, but is 0s", b -> b.every(Duration.ZERO)),
        bad("burst must be between 1 and 100000, but is 0", b -> b.burst(0)),
        bad(
            "keep-events must be at least the burst of 20, but is 10",
            b -> b.schedule(ScheduleKind.BURST).burst(20).keepEvents(10)),
        bad("trace must be a file", b -> b.schedule(ScheduleKind.TRACE)),
        bad("trace must be left out", b -> b.trace(Path.of("x"))),
        bad("channels must be between 1 and 10000, but is 0", b -> b.channels(0)),
        bad("payload must be between 0B and 8MiB, but is 8388609B", b -> b.payload((8 << 20) + 1)),
        bad("keep-events must be between 1", b -> b.keepEvents(0)),
        bad("keep-bytes must be between 1KiB and " + heap(2) + ", but is 1B", b -> b.keepBytes(1)),
        bad(
            "keep-bytes must be between 1KiB and " + heap(2) + ", but is " + heap(3),
            b -> b.keepBytes(3 * ServerOptions.QUARTER_OF_HEAP)),
        bad("answer-bytes must be between 1KiB and ", b -> b.answerBytes(1)),
        bad(
            "answer-bytes must be between 1KiB and " + heap(1) + ", but is " + heap(2),
            b ->
                b.keepBytes(2 * ServerOptions.QUARTER_OF_HEAP)
                    .answerBytes(2 * ServerOptions.QUARTER_OF_HEAP)),
        bad("max-held must be between 1", b -> b.maxHeld(0)),
        bad("publish-token must be left out or not blank", b -> b.publishToken(" ")),
        bad("max-body must be between 2B and 64MiB, but is 0B", b -> b.maxBody(0)),
        bad(
            "publish-delay must be between 0s and 1h, but is 2h",
            b -> b.publishDelay(Duration.ofHours(2))),
        bad(
            "origin must be microseconds since the Unix epoch, at most 1h from now, but is 5",
            b -> b.origin(5L)),
        bad("io-threads must be between 1 and 64, but is 0", b -> b.ioThreads(0)));
  }

  private static String heap(int quarters) {
    return Units.text(quarters * ServerOptions.QUARTER_OF_HEAP);
  }

  private static Arguments bad(String message, Consumer<ServerOptions.Builder> change) {
    return Arguments.of(message, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badSettings")
  void badSettingNamesKeyLimitAndValue(String message, Consumer<ServerOptions.Builder> change) {
    ServerOptions.Builder builder = ServerOptions.builder();
    change.accept(builder);
    assertThatThrownBy(builder::build)
        .isInstanceOf(OptionException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void longestHoldFollowsTheHold() {
    assertThat(ServerOptions.builder().build().maxHold()).isEqualTo(Duration.ofMinutes(5));
    assertThat(ServerOptions.builder().hold(Duration.ofMinutes(9)).build().maxHold())
        .isEqualTo(Duration.ofMinutes(9));
  }

  @Test
  void oneChannelIsTheDefaultAndSeveralAreNumbered() {
    assertThat(ServerOptions.builder().build().channelNames()).containsExactly("default");
    assertThat(ServerOptions.builder().channels(3).build().channelNames())
        .containsExactly("c0", "c1", "c2");
  }

  @Test
  void sizesMeanWhatTheyMeanInTheHarness() {
    assertThat(Units.bytes("64KB")).isEqualTo(64_000);
    assertThat(Units.bytes("64KiB")).isEqualTo(65_536);
    assertThat(Units.bytes("1mb")).isEqualTo(1_000_000);
    assertThat(Units.bytes("1MiB")).isEqualTo(1_048_576);
    assertThat(Units.bytes("2GB")).isEqualTo(2_000_000_000L);
    assertThat(Units.bytes("2gib")).isEqualTo(2L << 30);
  }

  @Test
  void unitsAreReadAndWritten() {
    for (String text : new String[] {"250ms", "30s", "2m", "24h", "1us", "0s"}) {
      assertThat(Units.text(Units.duration(text))).isEqualTo(text);
    }
    for (String text : new String[] {"", "5", "s", "-1s", "1d", "1e9s", "99999999999999999h"}) {
      assertThat(Units.duration(text)).isNull();
    }
    assertThat(Units.duration("1.5s")).isEqualTo(Duration.ofMillis(1_500));
    for (String text : new String[] {"128B", "64KB", "64KiB", "8MB", "8MiB", "0B"}) {
      assertThat(Units.text(Units.bytes(text))).isEqualTo(text);
    }
    for (String text : new String[] {"", "5", "KB", "-1B", "1.5KB", "99999999999999999999GB"}) {
      assertThat(Units.bytes(text)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "4, 1", "8, 2", "16, 4", "64, 4"})
  void oneThreadOfFourCoresAnswersPolls(int cores, int ioThreads) {
    assertThat(ServerOptions.ioThreadsOn(cores)).isEqualTo(ioThreads);
  }
}
