package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import longpoll.server.schedule.ScheduleKind;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import org.junit.jupiter.api.Test;

/**
 * What the settings say about schedules is what the server knows. {@code -Dlongpoll.golden=write}
 * writes the list in the documentation anew.
 */
class SchedulesManualTest {
  private static final Path DOCUMENTATION = Path.of("../docs/settings.md");
  private static final Pattern LIST =
      Pattern.compile("(?s)(?<=<!-- schedules -->\n).*?(?=<!-- end -->)");

  @Test
  void theDocumentationListsTheSchedules() throws IOException {
    String expected = LIST.matcher(documentation()).replaceFirst(Matcher.quoteReplacement(list()));
    if ("write".equals(System.getProperty("longpoll.golden"))) {
      Files.writeString(DOCUMENTATION, expected);
    }
    assertThat(documentation())
        .as(
            "docs/settings.md lists each ScheduleKind; write the list anew with"
                + " -Dtest=SchedulesManualTest -Dlongpoll.golden=write")
        .contains(list())
        .isEqualTo(expected);
  }

  @Test
  void theKindsThatTheSettingsNameAreKnown() {
    Settings defaults = new SettingsLoader(Path.of("")).load(Map.of());

    assertThat(ScheduleKind.names()).contains(Settings.Schedule.TRACE, defaults.schedule().kind());
  }

  private static String documentation() throws IOException {
    return Files.readString(DOCUMENTATION);
  }

  private static String list() {
    return Arrays.stream(ScheduleKind.values())
        .map(kind -> "| `" + kind + "` | " + kind.meaning() + " |\n")
        .collect(
            Collectors.joining("", "\n| kind | when events are published |\n|---|---|\n", "\n"));
  }
}
