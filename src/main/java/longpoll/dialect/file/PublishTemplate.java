package longpoll.dialect.file;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The publish request with all resolved but what changes from event to event: for a publisher in
 * another process, which puts its parts together and knows nothing of dialects. Holds secrets.
 * Immutable.
 *
 * <p>It is made of the very request that a {@link FileRequest} would be: each open value is
 * replaced by a mark with a quote and a slash in it, and how these come out tells how the value is
 * to be escaped in its place.
 *
 * @param origin scheme, host and port, or null for the target's
 * @param path behind the target's path
 * @param body null for none
 */
public record PublishTemplate(
    String method,
    String origin,
    List<Part> path,
    List<Part> query,
    List<Map.Entry<String, List<Part>>> headers,
    List<Part> body) {

  /**
   * A piece of text, or a value that is put there for each event.
   *
   * @param text to be written as it is; null for a value
   * @param value {@code channel}, {@code seq}, {@code plannedAt}, {@code publishedAt} or {@code
   *     payload}; null for a text
   * @param filters what is done to the value first, such as {@code us} or {@code base64}
   * @param jsonStrings how many JSON strings it is in, one inside of the other: how often it is
   *     escaped for one
   * @param percent whether it is percent-encoded after that
   * @param slashes whether slashes stay then
   */
  public record Part(
      String text,
      String value,
      List<String> filters,
      int jsonStrings,
      boolean percent,
      boolean slashes) {
    public static Part of(String text) {
      return new Part(text, null, List.of(), 0, false, false);
    }
  }

  /** Without its texts, which may be secrets. */
  @Override
  public String toString() {
    return "PublishTemplate " + method;
  }

  /** Of characters that a header may hold. */
  private static final String OPEN = "\u00ff\u00fe\u00ff";

  private static final String CLOSE = "\u00fe\u00ff\u00fe";

  /** A mark, plain or percent-encoded: name and filters, quote, slash. */
  private static final Pattern MARK =
      Pattern.compile(
          "(?:"
              + OPEN
              + "|%C3%BF%C3%BE%C3%BF)([a-zA-Z0-9,-]{1,80})([^\u00fe]{2,60}?)(?:"
              + CLOSE
              + "|%C3%BE%C3%BF%C3%BE)");

  static PublishTemplate of(FileRequest request) {
    List<Map.Entry<String, List<Part>>> headers =
        request.headers().stream()
            .map(header -> Map.entry(header.getKey(), parts(header.getValue())))
            .toList();
    byte[] body = request.body();
    return new PublishTemplate(
        request.method(),
        request.origin(),
        parts(request.path()),
        parts(request.query()),
        headers,
        body == null ? null : parts(new String(body, StandardCharsets.UTF_8)));
  }

  /** What stands for a value while the template is made. */
  static String mark(String name) {
    return OPEN + name + "\"/" + CLOSE;
  }

  static boolean isMark(String text) {
    return text.startsWith(OPEN);
  }

  /** The mark with the name of a filter that is to be applied to the value. */
  static String filtered(String mark, String filter) {
    return mark.replace("\"/", "," + filter + "\"/");
  }

  private static List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher marks = MARK.matcher(text);
    int at = 0;
    while (marks.find()) {
      Part value = value(marks.group(1), marks.group(2));
      if (value != null) {
        if (marks.start() > at) {
          parts.add(Part.of(text.substring(at, marks.start())));
        }
        parts.add(value);
        at = marks.end();
      }
    }
    if (at < text.length()) {
      parts.add(Part.of(text.substring(at)));
    }
    return List.copyOf(parts);
  }

  /** Null for what only looks like a mark, as a value that a server gave might. */
  private static Part value(String names, String escaped) {
    boolean percent = escaped.startsWith("%");
    String plain = percent ? URLDecoder.decode(escaped, StandardCharsets.UTF_8) : escaped;
    int backslashes = plain.indexOf('"');
    // Each escaping doubles the backslashes and adds one before the quote: 1, 3, 7.
    int jsonStrings = 31 - Integer.numberOfLeadingZeros(backslashes + 1);
    List<String> all = List.of(names.split(","));
    boolean known = Names.PUBLISHED.contains(all.get(0)) || all.get(0).equals("channel");
    if (!known || !plain.equals("\\".repeat((1 << jsonStrings) - 1) + "\"/")) {
      return null;
    }
    boolean slashes = percent && escaped.endsWith("/");
    return new Part(null, all.get(0), all.subList(1, all.size()), jsonStrings, percent, slashes);
  }
}
