package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import longpoll.measure.Phase;
import longpoll.measure.RunSampler;
import longpoll.settings.SettingsLoader;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void aRunOfLongPollsTellsItsHoldLimitAndHowManyAreHeld() {
    Console console = console(Map.of("hold", "10s", "users", "300"));

    console.opening("http://h/poll", "");
    console.progress(progress());

    assertThat(said())
        .contains("Long polls: 300 users for 82 s", "hold limit 10 s", "Target: http://h/poll")
        .contains("held 12 of 300  7 events/s  empty 40.0 %");
  }

  @Test
  void aRunOfPollsThatAreNotHeldTellsHowFarTheyAreApart() {
    Console console = console(Map.of("hold", "0s", "rearm", "fixed 5s", "users", "300"));

    console.opening("http://h/poll", "the bundled server");
    console.progress(progress());

    assertThat(said())
        .contains("Polls that are not held: 300 users", "ramp 15 s", "re-arm fixed 5s")
        .contains("window  7 events/s  empty 40.0 %")
        .doesNotContain("hold limit", "held 12");
  }

  private static RunSampler.Progress progress() {
    return new RunSampler.Progress(25, Phase.WINDOW, 12, 7, 0.4, 3.0, 0);
  }

  private Console console(Map<String, String> settings) {
    Map<String, String> properties = new HashMap<>();
    settings.forEach((key, value) -> properties.put("longpoll." + key, value));
    return new Console(
        new SettingsLoader(Path.of("")).load(properties),
        new PrintStream(bytes, true, StandardCharsets.UTF_8),
        Console.Paint.NONE);
  }

  private String said() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
