package longpoll.text;

import java.nio.charset.StandardCharsets;

/**
 * The beginning of a text that somebody else wrote, fit for a terminal, a log, a record or a page.
 * It is one line of bounded length: white space of any kind becomes one space, and what has no
 * shape of its own or changes how other text is shown (control characters and so terminal escapes,
 * marks of direction, halves of surrogate pairs, private and unassigned code points) becomes
 * U+FFFD, one for each run of them. Escaping for HTML or XML remains the writer's business.
 */
public final class Excerpt {
  /** Characters of an excerpt, unless the caller asks for another length. */
  public static final int LONGEST = 200;

  private static final int LONGEST_SENTENCE = 3 * LONGEST;

  private static final String CUT = "...";
  private static final char UNPRINTABLE = '\ufffd';

  private Excerpt() {}

  /** Null for null. */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * @param longest how many characters at most; the dots that say that there was more come on top
   * @return null for null
   */
  public static String of(String text, int longest) {
    if (text == null) {
      return null;
    }
    StringBuilder out = new StringBuilder(Math.min(text.length(), longest) + CUT.length());
    boolean space = false;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (isSpace(c)) {
        space = !out.isEmpty();
        continue;
      }
      boolean printable = isPrintable(c);
      boolean again = !printable && !space && endsUnprintable(out);
      if (again) {
        continue;
      }
      int length = (space ? 1 : 0) + (printable ? Character.charCount(c) : 1);
      if (out.length() + length > longest) {
        return out.append(CUT).toString();
      }
      if (space) {
        out.append(' ');
        space = false;
      }
      out.appendCodePoint(printable ? c : UNPRINTABLE);
    }
    return out.toString();
  }

  /** A sentence that quotes an excerpt or two, or holds text of others that it does not mark. */
  public static String sentence(String text) {
    return of(text, LONGEST_SENTENCE);
  }

  /** The beginning of a body in UTF-8; empty for an empty one. */
  public static String ofBody(byte[] body) {
    // No character takes more than four bytes.
    return of(new String(body, 0, Math.min(body.length, 4 * LONGEST), StandardCharsets.UTF_8));
  }

  /** The beginning of a body behind a few words of ours, or nothing for an empty body. */
  public static String ofBody(String before, byte[] body) {
    String text = ofBody(body);
    return text.isEmpty() ? "" : before + text;
  }

  private static boolean endsUnprintable(StringBuilder out) {
    return !out.isEmpty() && out.charAt(out.length() - 1) == UNPRINTABLE;
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
