package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A text with values in it, such as {@code /sub/${channel}}, cut into its segments once. Immutable.
 */
final class Template {
  /** Where a template's text goes, which says how values are escaped. */
  enum Place {
    PATH,
    QUERY,
    HEADER,
    JSON,
    TEXT
  }

  /** A piece of a template. */
  sealed interface Segment permits Literal, Value {}

  /**
   * @param text as it is written, except that a secret is escaped like a value
   * @param secret whether it came from the environment
   */
  record Literal(String text, boolean secret) implements Segment {}

  /**
   * @param index in the state, or {@link #HOLD}
   * @param otherwise stands for the value while it is unknown; may be null
   */
  record Value(int index, List<String> filters, String otherwise) implements Segment {
    boolean has(String filter) {
      return filters.contains(filter);
    }
  }

  static final int HOLD = -1;

  private final String source;
  private final List<Segment> segments;

  /** Of a variable that is not set and that the file calls optional. */
  private final boolean absent;

  Template(String source, List<Segment> segments, boolean absent) {
    this.source = source;
    this.segments = segments;
    this.absent = absent;
  }

  List<Segment> segments() {
    return segments;
  }

  boolean isConstant() {
    return segments.stream().allMatch(Literal.class::isInstance);
  }

  boolean isAbsent() {
    return absent;
  }

  boolean hasSecret() {
    return segments.stream().anyMatch(s -> s instanceof Literal literal && literal.secret());
  }

  boolean uses(int index) {
    return segments.stream().anyMatch(s -> s instanceof Value value && value.index() == index);
  }

  /** Whether nothing but one value is in it that JSON writes without quotes. */
  boolean isBareJson() {
    return segments.size() == 1
        && segments.get(0) instanceof Value value
        && !value.has("base64")
        && !value.has("md5")
        && !value.has("iso")
        && !value.has("go")
        && (value.index() == HOLD
            || Names.isNumber(value.index())
            || Names.isInstant(value.index()));
  }

  /** Whether it is one value that the file wants as the JSON that it is. */
  boolean isOwnJson() {
    return segments.size() == 1 && segments.get(0) instanceof Value value && value.has("json");
  }

  /** Whether all of its values are known. */
  boolean isComplete(DialectState state) {
    if (absent) {
      return false;
    }
    for (Segment segment : segments) {
      if (segment instanceof Value value
          && value.index() != HOLD
          && value.otherwise() == null
          && state.value(value.index()) == null) {
        return false;
      }
    }
    return true;
  }

  /** Writes the text; a value that is not known is nothing. */
  void write(StringBuilder out, Place place, DialectState state, long holdMillis) {
    for (Segment segment : segments) {
      if (segment instanceof Literal literal) {
        if (literal.secret() || place == Place.QUERY || place == Place.JSON) {
          escape(literal.text(), place, false, out);
        } else {
          out.append(literal.text());
        }
      } else if (segment instanceof Value value) {
        String text = text(value, state, holdMillis);
        if (text != null) {
          escape(text, place, value.has("path"), out);
        }
      }
    }
  }

  /** The whole text without escapes. */
  String plain(DialectState state, long holdMillis) {
    StringBuilder out = new StringBuilder();
    write(out, Place.TEXT, state, holdMillis);
    return out.toString();
  }

  private static String text(Value value, DialectState state, long holdMillis) {
    if (value.index() == HOLD) {
      return HoldSpec.write(holdMillis, value.filters().get(0));
    }
    String text = state.value(value.index());
    if (text == null) {
      text = value.otherwise();
    }
    if (text == null) {
      return null;
    }
    List<String> filters = value.filters();
    for (int i = 0; i < filters.size(); i++) {
      text = filtered(text, filters.get(i));
    }
    return text;
  }

  static String filtered(String text, String filter) {
    if (PublishTemplate.isMark(text)) {
      return filter.equals("path") || filter.equals("json")
          ? text
          : PublishTemplate.filtered(text, filter);
    }
    return switch (filter) {
      case "base64" -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
      case "md5" -> Codec.md5(text.getBytes(StandardCharsets.UTF_8));
      case "path", "json" -> text;
      default -> InstantUnit.named(filter).write(Long.parseLong(text));
    };
  }

  private static void escape(String text, Place place, boolean slashes, StringBuilder out) {
    switch (place) {
      case PATH -> Codec.percent(text, slashes, out);
      case QUERY -> Codec.percent(text, false, out);
      case JSON -> Codec.jsonString(text, out);
      default -> out.append(text);
    }
  }

  /** As it stands in the file, so without secrets. */
  @Override
  public String toString() {
    return source;
  }
}
