package longpoll.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.TokenMasks;
import longpoll.text.Excerpt;
import longpoll.transport.AnswerHeaders;
import longpoll.transport.PollAnswer;

/**
 * Prints what was sent and what a server sent: bounded, printable, and without tokens and secrets.
 * They are masked before anything is cut, or the half of one could stay. For one thread.
 */
final class MaskedOutput {
  private static final int SHORT_BODY = 2_000;
  private static final int FULL_BODY = 1 << 16;
  private static final int MOST_HEADERS = 50;
  private static final int LONGEST_LINE = 500;

  private static final String TOKENS = "token|secret|passw|session|jwt";

  /** What a handshake's answer calls a token, whether the dialect reads it there or not. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"[^\"]{0,40}(?:" + TOKENS + ")[^\"]{0,40}\"\\s{0,9}:\\s{0,9}\"",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TOKEN_HEADER =
      Pattern.compile(TOKENS + "|authorization", Pattern.CASE_INSENSITIVE);

  /** Whatever is shorter is a word, such as bearer. */
  private static final int SHORTEST_TOKEN = 8;

  private final TokenMasks masks;
  private final int longestBody;
  private final PrintWriter out;

  /**
   * @param full whether up to 64 KB of a body are shown
   */
  MaskedOutput(TokenMasks masks, boolean full, PrintWriter out) {
    this.masks = masks;
    this.out = out;
    longestBody = full ? FULL_BODY : SHORT_BODY;
  }

  void title(String title) {
    out.println();
    out.println("== " + title);
    out.flush();
  }

  void flush() {
    out.flush();
  }

  /** Masks from now on what the answer holds of tokens and cookies. */
  void learn(Purpose purpose, Map<String, String> found, PollAnswer answer) {
    masks.learn(found);
    learnCookies(answer.headers());
    boolean handshake =
        purpose.kind() == Purpose.Kind.HANDSHAKE
            || purpose.kind() == Purpose.Kind.PUBLISH_HANDSHAKE;
    if (handshake) {
      for (Map.Entry<String, String> header : answer.headers().entries()) {
        if (TOKEN_HEADER.matcher(header.getKey()).find()) {
          learnToken(header.getValue());
        }
      }
      byte[] body = answer.body();
      int length = Math.min(body.length, 2 * FULL_BODY);
      String text = new String(body, 0, length, StandardCharsets.UTF_8);
      Matcher tokens = TOKEN.matcher(text);
      while (tokens.find()) {
        int end = tokens.end();
        while (end < text.length() && text.charAt(end) != '"') {
          end += text.charAt(end) == '\\' ? 2 : 1;
        }
        learnToken(text.substring(tokens.end(), Math.min(end, text.length())));
      }
    }
  }

  private void learnToken(String value) {
    if (value.length() >= SHORTEST_TOKEN) {
      masks.learn(value);
    }
  }

  void learnCookies(AnswerHeaders headers) {
    for (String cookie : headers.getAll("Set-Cookie")) {
      int equals = cookie.indexOf('=');
      int end = cookie.indexOf(';');
      if (equals >= 0 && (end < 0 || end > equals)) {
        learnToken(cookie.substring(equals + 1, end < 0 ? cookie.length() : end).trim());
      }
    }
  }

  void headers(AnswerHeaders headers) {
    List<Map.Entry<String, String>> all = headers.entries();
    int shown = 0;
    for (Map.Entry<String, String> header : all) {
      if (shown++ == MOST_HEADERS) {
        line("< ", "... and " + (all.size() - MOST_HEADERS) + " headers more");
        return;
      }
      header("< ", header.getKey() + ": " + header.getValue());
    }
  }

  void header(String prefix, String header) {
    String lower = header.toLowerCase(Locale.ROOT);
    String shown = header;
    if (lower.startsWith("set-cookie:")) {
      int end = header.indexOf(';');
      String pair = end < 0 ? header.substring(11) : header.substring(11, end);
      shown = "Set-Cookie: " + maskedPair(pair) + (end < 0 ? "" : header.substring(end));
    } else if (lower.startsWith("cookie:")) {
      List<String> pairs = new ArrayList<>();
      for (String pair : header.substring(7).split(";")) {
        pairs.add(maskedPair(pair));
      }
      shown = "Cookie: " + String.join("; ", pairs);
    }
    line(prefix, Excerpt.of(masks.mask(shown), LONGEST_LINE));
  }

  private String maskedPair(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0
        ? masks.brief(pair.trim())
        : pair.substring(0, equals + 1).trim() + masks.brief(pair.substring(equals + 1).trim());
  }

  void body(String prefix, byte[] body) {
    if (body.length == 0) {
      return;
    }
    // A character takes four bytes at most, and a token may go on behind what is shown.
    long enough = 4L * longestBody + 4L * masks.longest();
    int length = (int) Math.min(body.length, enough);
    String text = masks.mask(new String(body, 0, length, StandardCharsets.UTF_8));
    if (length < body.length) {
      text = text.substring(0, Math.max(0, text.length() - masks.longest()));
    }
    boolean cut = length < body.length || text.length() > longestBody;
    line(prefix, "");
    for (String each : text.substring(0, Math.min(text.length(), longestBody)).split("\r?\n")) {
      line(prefix, each);
    }
    if (cut) {
      String more = longestBody == FULL_BODY ? "" : "; --full shows up to 64 KB";
      line(prefix, "... (cut; it has " + body.length + " bytes" + more + ")");
    }
  }

  /** What an answer means, on one line. */
  void note(String text) {
    line("* ", Excerpt.of(masks.mask(text), LONGEST_LINE));
  }

  /** Whatever could move the cursor, colour or turn around the text is written as its number. */
  void line(String prefix, String text) {
    String masked = masks.mask(text);
    StringBuilder shown = new StringBuilder(prefix);
    masked
        .codePoints()
        .forEach(
            c -> {
              if (c == '\t' || isPrintable(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
              }
            });
    out.println(shown.toString().stripTrailing());
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
