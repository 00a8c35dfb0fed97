package longpoll.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What users read about the settings follows from the rows of {@link Settings}. After a row has
 * been changed, {@code mvn test -pl src -Dtest=SettingsManualTest -Dlongpoll.golden=write} writes
 * it anew.
 */
class SettingsManualTest {
  private static final Path REFERENCE = Path.of("main/resources/longpoll/settings/reference.conf");
  private static final Path DOCUMENTATION = Path.of("../docs/settings.md");

  @Test
  void theReferenceFileFollowsFromTheRows() throws IOException {
    check(REFERENCE, SettingsManual.referenceFile());
  }

  @Test
  void theReferenceFileGivesEveryKeyItsDefault() {
    Map<String, Object> read = new TreeMap<>();
    Map<String, Object> defaults = new TreeMap<>();
    Map<String, Object> file =
        ConfigLayer.flatten(ConfigFactory.parseString(SettingsManual.referenceFile())).inside();
    SettingTable.ROWS.forEach(
        row -> {
          read.put(row.key(), row.read(file.get(row.key())));
          defaults.put(row.key(), row.defaultValue());
        });

    assertThat(file.keySet()).containsExactlyElementsOf(defaults.keySet());
    assertThat(read).isEqualTo(defaults);
  }

  @ParameterizedTest
  @MethodSource("longpoll.settings.SettingsManual#sections")
  void theTablesOfTheDocumentationFollowFromTheRows(String section) throws IOException {
    String text = Files.readString(DOCUMENTATION);
    Matcher table =
        Pattern.compile(
                "(?s)(?<=<!-- rows: " + Pattern.quote(section) + " -->\n).*?(?=<!-- end -->)")
            .matcher(text);

    assertThat(table.find())
        .as(
            "docs/settings.md has a place for the section '%s': <!-- rows: %<s --> <!-- end -->",
            section)
        .isTrue();
    check(
        DOCUMENTATION,
        table.replaceFirst(Matcher.quoteReplacement("\n" + SettingsManual.table(section) + "\n")));
  }

  @Test
  void everyDefaultIsWithinItsLimits() {
    assertThat(SettingTable.ROWS)
        .allSatisfy(row -> assertThat(row.problem(row.defaultValue())).isEmpty());
  }

  private static void check(Path file, String text) throws IOException {
    if ("write".equals(System.getProperty("longpoll.golden"))) {
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file))
        .as(
            "%s follows from the rows of Settings; write it anew with"
                + " mvn test -pl src -Dtest=SettingsManualTest -Dlongpoll.golden=write",
            file)
        .isEqualTo(text);
  }
}
