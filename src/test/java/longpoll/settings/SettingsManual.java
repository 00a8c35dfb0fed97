package longpoll.settings;

import java.util.List;
import java.util.stream.Collectors;

/** What users read about the settings, made of the rows: {@code reference.conf}, and tables. */
final class SettingsManual {
  private static final int WIDTH = 100;
  private static final String HEAD =
      """
      # Every setting of the harness, with its default; docs/settings.md says the same with links.
      # Written from the rows of Settings.java by SettingsManualTest: do not change it by hand.
      #
      # Three layers, each of which overrides the one before:
      #   1. these defaults
      #   2. a profile: -Dlongpoll.profile=smoke, or -Dlongpoll.profile=path/to/my.conf
      #   3. single keys: -Dlongpoll.users=15000
      # All settings are checked before any load. An unknown key is an error, in a profile too.
      #
      # Durations need a unit: 250ms, 10s, 1.5s, 5m, 1h. Sizes too: 128B, 64KB (64,000 bytes),
      # 64KiB (65,536 bytes), 1MB.

      longpoll {
      """;

  private SettingsManual() {}

  static List<String> sections() {
    return SettingTable.ROWS.stream().map(SettingRow::section).distinct().toList();
  }

  /** All rows as a configuration file. */
  static String referenceFile() {
    StringBuilder file = new StringBuilder(HEAD);
    for (String section : sections()) {
      String title = "  # ---- " + section + " ";
      file.append("\n").append(title).append("-".repeat(WIDTH - title.length())).append("\n");
      for (SettingRow<?> row : rows(section)) {
        file.append("\n").append(comment(plain(row.setting().meaning())));
        if (!row.limits().isEmpty()) {
          file.append(comment("Limits: " + plain(row.limits()) + "."));
        }
        file.append("  ").append(key(row)).append(" = ").append(hocon(row)).append("\n");
      }
    }
    return file.append("}\n").toString();
  }

  /** In quotes where another key begins it: HOCON would take that one for a group. */
  private static String key(SettingRow<?> row) {
    boolean below =
        SettingTable.keys().stream().anyMatch(other -> row.key().startsWith(other + "."));
    return below ? "\"" + row.key() + "\"" : row.key();
  }

  /** The rows of one section as a table in Markdown. */
  static String table(String section) {
    return "| key | default | limits | meaning |\n|---|---|---|---|\n"
        + rows(section).stream()
            .map(
                row ->
                    String.format(
                        "| `%s` | %s | %s | %s |\n",
                        row.key(),
                        row.setting().byDefault().isEmpty()
                            ? "empty"
                            : "`" + row.setting().byDefault() + "`",
                        limits(row),
                        row.setting().meaning()))
            .collect(Collectors.joining());
  }

  private static List<SettingRow<?>> rows(String section) {
    return SettingTable.ROWS.stream().filter(row -> row.section().equals(section)).toList();
  }

  /** A range is of counts, which have thousands separators; other limits name standards. */
  private static String limits(SettingRow<?> row) {
    String range = row.setting().range();
    return row.limits().replace(range, range.replaceAll("(?<=\\d)(?=(\\d{3})+\\b)", ","));
  }

  private static String plain(String markdown) {
    return markdown.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("**", "");
  }

  private static String comment(String text) {
    StringBuilder lines = new StringBuilder();
    String line = "  #";
    for (String word : text.split(" ")) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.append(line).append("\n");
        line = "  #";
      }
      line += " " + word;
    }
    return lines.append(line).append("\n").toString();
  }

  private static String hocon(SettingRow<?> row) {
    if (row.defaultValue() instanceof List<?> elements) {
      return elements.stream()
          .map(element -> "\"" + element + "\"")
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return row.setting().byDefault().isEmpty() ? "\"\"" : row.setting().byDefault();
  }
}
