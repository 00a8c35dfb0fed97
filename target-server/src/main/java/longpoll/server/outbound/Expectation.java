package longpoll.server.outbound;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import longpoll.server.text.Json;

/**
 * What the target answers when it has taken an event: a status and conditions on the answer.
 * Immutable.
 *
 * @param statuses ranges, first and last status of each
 */
public record Expectation(
    @JsonProperty(required = true) List<Range> statuses,
    @JsonProperty(required = true) List<Condition> conditions) {

  /** Statuses, both ends included. */
  public record Range(
      @JsonProperty(required = true) int first, @JsonProperty(required = true) int last) {
    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + ".." + last;
    }
  }

  /**
   * A pointer into JSON, and what the text there holds that is looked into next.
   *
   * @param pointer names and indexes; {@code *} stands for each element or field
   * @param decode {@code json}, {@code base64}, or null at the end
   */
  public record Hop(@JsonProperty(required = true) List<String> pointer, String decode) {
    public Hop {
      pointer = List.copyOf(pointer);
    }
  }

  /**
   * What a value must be like; of several values one is enough. A null counts as not there.
   *
   * @param header its name, or null for a value in the body
   * @param hops where it is in the body; an empty first pointer is the body as text
   * @param test {@code exists}, {@code equals}, {@code starts}, {@code ends}, {@code contains},
   *     {@code count} or {@code at-least}
   * @param text what it is held against
   * @param number elements of a list, for the counts
   * @param negated whether it must not be so
   * @param words the condition as a person reads it
   */
  public record Condition(
      String header,
      List<Hop> hops,
      @JsonProperty(required = true) String test,
      String text,
      long number,
      boolean negated,
      @JsonProperty(required = true) String words) {
    public Condition {
      hops = hops == null ? List.of() : List.copyOf(hops);
      if (header == null && hops.isEmpty()) {
        throw new IllegalArgumentException("a condition needs a header, or hops into the body");
      }
      if (!List.of("exists", "equals", "starts", "ends", "contains", "count", "at-least")
          .contains(test)) {
        throw new IllegalArgumentException("'" + test + "' is no test");
      }
    }

    private boolean counts() {
      return test.equals("count") || test.equals("at-least");
    }

    private boolean readsText() {
      return hops.get(0).pointer().isEmpty() && !counts();
    }

    /**
     * @param json the body, or null where it is none
     */
    private boolean isMet(Function<String, String> headers, byte[] body, JsonNode json) {
      List<JsonNode> values = new ArrayList<>();
      if (header != null) {
        String value = headers.apply(header);
        if (value != null) {
          values.add(TextNode.valueOf(value.trim()));
        }
      } else if (!readsText()) {
        collect(json, 0, 0, values);
      } else if (body.length > 0) {
        collect(TextNode.valueOf(new String(body, StandardCharsets.UTF_8)), 0, 0, values);
      }
      return values.stream().anyMatch(this::holds) != negated;
    }

    private void collect(JsonNode node, int hop, int step, List<JsonNode> found) {
      if (node == null || node.isNull() || node.isMissingNode()) {
        return;
      }
      List<String> pointer = hops.get(hop).pointer();
      if (step < pointer.size()) {
        String name = pointer.get(step);
        if (name.equals("*")) {
          node.forEach(child -> collect(child, hop, step + 1, found));
        } else if (node.isArray()) {
          boolean index = name.matches("\\d{1,9}");
          collect(index ? node.get(Integer.parseInt(name)) : null, hop, step + 1, found);
        } else {
          collect(node.get(name), hop, step + 1, found);
        }
      } else if (hops.get(hop).decode() == null) {
        found.add(node);
      } else if (hop + 1 < hops.size()) {
        collect(decoded(node.asText(), hops.get(hop).decode()), hop + 1, 0, found);
      }
    }

    private static JsonNode decoded(String text, String how) {
      try {
        return how.equals("base64")
            ? TextNode.valueOf(
                new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8))
            : Json.MAPPER.readTree(text);
      } catch (IOException | IllegalArgumentException e) {
        return null;
      }
    }

    private boolean holds(JsonNode value) {
      if (counts()) {
        return value.isArray()
            && (test.equals("count") ? value.size() == number : value.size() >= number);
      }
      if (test.equals("exists")) {
        return true;
      }
      if (value.isContainerNode()) {
        return false;
      }
      String is = value.asText();
      return switch (test) {
        case "equals" -> is.equals(text);
        case "starts" -> is.startsWith(text);
        case "ends" -> is.endsWith(text);
        default -> is.contains(text);
      };
    }
  }

  public Expectation {
    statuses = List.copyOf(statuses);
    conditions = List.copyOf(conditions);
  }

  /**
   * Why an answer is a refusal, in words without anything of the answer's body; empty when the
   * event was taken.
   */
  Optional<String> refusal(int status, Function<String, String> headers, byte[] body) {
    if (statuses.stream().noneMatch(range -> status >= range.first() && status <= range.last())) {
      return Optional.of(
          "HTTP status "
              + status
              + ", where "
              + String.join(", ", statuses.stream().map(Range::toString).toList())
              + " is expected");
    }
    boolean wantsJson = conditions.stream().anyMatch(c -> c.header() == null && !c.readsText());
    JsonNode json = wantsJson ? decodedBody(body) : null;
    if (wantsJson && json == null) {
      return Optional.of("HTTP status " + status + ", and the body is no JSON");
    }
    return conditions.stream()
        .filter(condition -> !condition.isMet(headers, body, json))
        .findFirst()
        .map(condition -> "HTTP status " + status + ", but it is not so that " + condition.words());
  }

  private static JsonNode decodedBody(byte[] body) {
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      return json == null || json.isMissingNode() ? null : json;
    } catch (IOException e) {
      return null;
    }
  }
}
