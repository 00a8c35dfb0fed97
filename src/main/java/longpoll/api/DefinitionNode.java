package longpoll.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import longpoll.text.Excerpt;
import longpoll.text.NearestWord;

/**
 * A value of a definition, with the path to it, as in {@code $.methods[0].timeout}. Each question
 * that the value does not fit ends in an {@link ApiException}. For one thread.
 */
final class DefinitionNode {
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final int LONGEST_KEY = 60;

  private final JsonNode value;
  private final String path;
  private final Notices notices;

  private DefinitionNode(JsonNode value, String path, Notices notices) {
    this.value = value;
    this.path = path;
    this.notices = notices;
  }

  static DefinitionNode root(JsonNode value, Notices notices) {
    return new DefinitionNode(value, "$", notices);
  }

  static String below(String path, String key) {
    return PLAIN_KEY.matcher(key).matches() && key.length() <= LONGEST_KEY
        ? path + "." + key
        : path + "['" + Excerpt.of(key, LONGEST_KEY) + "']";
  }

  static String below(String path, int index) {
    return path + "[" + index + "]";
  }

  String path() {
    return path;
  }

  boolean isObject() {
    return value.isObject();
  }

  boolean isList() {
    return value.isArray();
  }

  /** The value of a key, where it is there and not null. */
  Optional<DefinitionNode> find(String key) {
    JsonNode child = value.get(key);
    return child == null || child.isNull() ? Optional.empty() : Optional.of(child(key, child));
  }

  /**
   * The value of a key that must be there.
   *
   * @param advice what to write
   */
  DefinitionNode require(String key, String advice) {
    Optional<DefinitionNode> found = find(key);
    if (found.isPresent()) {
      return found.get();
    }
    String near =
        NearestWord.to(key, keys())
            .map(word -> "; or is '" + Excerpt.of(word, LONGEST_KEY) + "' meant as it?")
            .orElse("");
    throw new ApiException(
        notices.file() + ": " + below(path, key) + ": is missing: " + advice + near);
  }

  /** An object's values in the order of the file. */
  Map<String, DefinitionNode> fields() {
    Map<String, DefinitionNode> fields = new LinkedHashMap<>();
    value.properties().forEach(e -> fields.put(e.getKey(), child(e.getKey(), e.getValue())));
    return fields;
  }

  private Collection<String> keys() {
    TreeSet<String> keys = new TreeSet<>();
    value.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  List<DefinitionNode> elements() {
    List<DefinitionNode> elements = new ArrayList<>();
    for (JsonNode element : value) {
      elements.add(new DefinitionNode(element, below(path, elements.size()), notices));
    }
    return elements;
  }

  private DefinitionNode child(String key, JsonNode child) {
    return new DefinitionNode(child, below(path, key), notices);
  }

  /** The same, if it is an object. */
  DefinitionNode object(String advice) {
    if (!value.isObject()) {
      throw problem("an object is expected", advice);
    }
    return this;
  }

  /** The same, if it is a list that holds something. */
  DefinitionNode list(String advice) {
    if (!value.isArray()) {
      throw problem("a list is expected", advice);
    }
    if (value.isEmpty()) {
      throw problem("at least one element is expected", advice);
    }
    return this;
  }

  /** A text of at least one printable character. */
  String text(String advice) {
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw problem("a text is expected", advice);
    }
    return value.textValue().trim();
  }

  /** The text, or nothing where it is something else. */
  Optional<String> textIfAny() {
    return Optional.ofNullable(value.textValue()).map(String::trim);
  }

  BigDecimal number(String limit, String advice) {
    if (!value.isNumber()) {
      throw problem(limit, advice);
    }
    return value.decimalValue();
  }

  /** Tells of keys that nobody reads. Those that begin with x- are for others. */
  void noticeUnknownKeys(Collection<String> known) {
    for (String key : keys()) {
      if (!known.contains(key) && !key.startsWith("x-")) {
        String near =
            NearestWord.to(key, known)
                .map(word -> ": did you mean " + word + "?")
                .orElse(": it is left alone");
        notices.add(below(path, key) + ": unknown key" + near);
      }
    }
  }

  void notice(String text) {
    notices.add(path + ": " + text);
  }

  /**
   * @param limit what is allowed
   * @param advice what to do
   */
  ApiException problem(String limit, String advice) {
    return because(limit + ", but it is " + shown() + ": " + advice);
  }

  ApiException because(String text) {
    return new ApiException(notices.file() + ": " + path + ": " + text);
  }

  /** The value, short enough for a message. */
  String shown() {
    if (value.isObject() || value.isArray()) {
      String kind = value.isObject() ? "an object" : "a list";
      return value.isEmpty() ? kind + " with nothing in it" : kind;
    }
    return value.isTextual()
        ? "'" + Excerpt.of(value.textValue(), LONGEST_KEY) + "'"
        : Excerpt.of(value.asText(), LONGEST_KEY);
  }
}
