package longpoll.server.text;

/**
 * Makes what a client sent safe to show in an answer or a log: printable, on one line, and of
 * bounded length. A character that a terminal or a log viewer might interpret is written as its
 * code point.
 */
public final class ClientText {
  private static final int LONGEST = 100;

  private ClientText() {}

  public static String shown(String text) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), LONGEST) + 3);
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      String next =
          isPrintable(codePoint)
              ? Character.toString(codePoint)
              : "\\u{" + Integer.toHexString(codePoint) + "}";
      if (shown.length() + next.length() > LONGEST) {
        return shown.append("...").toString();
      }
      shown.append(next);
      i += Character.charCount(codePoint);
    }
    return shown.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
