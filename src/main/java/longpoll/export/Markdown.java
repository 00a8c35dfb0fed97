package longpoll.export;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Markdown that stays below a size, whatever goes into it: what no longer fits is left out, and the
 * end says so. GitHub takes a job summary of at most 1 MiB a step
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands, adding a job
 * summary); tables and {@code details} are those of GitHub and GitLab.
 *
 * <p>Text is taken literally: what would be markup in it is escaped, and a text of more than
 * {@value #LONGEST_TEXT} characters is cut.
 */
final class Markdown {
  /** Leaves room for what else a step writes. */
  static final int MOST_BYTES = 1_000_000;

  static final int LONGEST_TEXT = 500;

  private static final String CUT =
      "\n**Cut here:** the rest does not fit into a job summary. The JSON has it all.\n";
  private static final String DETAILS_END = "\n</details>\n";

  private final StringBuilder text = new StringBuilder();
  private final int most;
  private int bytes;
  private boolean full;
  private boolean inDetails;

  Markdown() {
    this(MOST_BYTES);
  }

  Markdown(int mostBytes) {
    most = mostBytes - CUT.length() - DETAILS_END.length();
  }

  Markdown heading(int level, String words) {
    return block("#".repeat(level) + " " + escaped(words) + "\n");
  }

  Markdown paragraph(String words) {
    return block(escaped(words) + "\n");
  }

  Markdown list(List<String> items) {
    if (items.isEmpty()) {
      return this;
    }
    blankLine();
    items.forEach(item -> line("- " + escaped(item)));
    return this;
  }

  /** Rows as wide as the header. */
  Markdown table(List<String> header, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return this;
    }
    blankLine();
    line(row(header));
    line("|" + " --- |".repeat(header.size()));
    rows.forEach(row -> line(row(row)));
    return this;
  }

  Markdown beginDetails(String summary) {
    block("<details>\n<summary>" + escaped(summary) + "</summary>\n");
    inDetails = !full;
    return this;
  }

  Markdown endDetails() {
    if (inDetails) {
      text.append(DETAILS_END);
      bytes += DETAILS_END.length();
      inDetails = false;
    }
    return this;
  }

  String text() {
    endDetails();
    return full ? text + CUT : text.toString();
  }

  private static String row(List<String> cells) {
    StringBuilder row = new StringBuilder("|");
    cells.forEach(cell -> row.append(' ').append(escaped(cell)).append(" |"));
    return row.toString();
  }

  private Markdown block(String lines) {
    blankLine();
    return add(lines);
  }

  private void blankLine() {
    if (!text.isEmpty()) {
      add("\n");
    }
  }

  private void line(String line) {
    add(line + "\n");
  }

  private Markdown add(String more) {
    int size = more.getBytes(StandardCharsets.UTF_8).length;
    // Once full, shorter lines that would still fit are left out too: no gaps.
    full = full || bytes + size > most;
    if (!full) {
      text.append(more);
      bytes += size;
    }
    return this;
  }

  /** Entities are taken literally everywhere, in tables and raw HTML too. */
  static String escaped(String words) {
    StringBuilder safe = new StringBuilder();
    cut(words)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '|', '`', '*', '_', '[', ']', '~', '#', '\\', '$' ->
                    safe.append("&#").append(c).append(';');
                // Keeps a name after it from being called.
                case '@' -> safe.append("@<!-- -->");
                default -> safe.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
              }
            });
    return safe.toString();
  }

  private static String cut(String words) {
    return words.codePointCount(0, words.length()) <= LONGEST_TEXT
        ? words
        : words.substring(0, words.offsetByCodePoints(0, LONGEST_TEXT - 1)) + "\u2026";
  }
}
