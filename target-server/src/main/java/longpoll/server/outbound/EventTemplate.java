package longpoll.server.outbound;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The request that publishes an event, with the event's values still open. Holds secrets.
 * Immutable.
 *
 * @param channels the channels whose events it publishes
 * @param method in capitals
 * @param origin scheme, host and port, or null for the target's
 * @param path behind the target's path, escaped
 * @param query escaped; empty for none
 * @param body null for none
 */
public record EventTemplate(
    @JsonProperty(required = true) List<String> channels,
    @JsonProperty(required = true) String method,
    String origin,
    @JsonProperty(required = true) List<Part> path,
    @JsonProperty(required = true) List<Part> query,
    @JsonProperty(required = true) List<Header> headers,
    List<Part> body) {

  /** A header and what its value is made of. */
  public record Header(
      @JsonProperty(required = true) String name, @JsonProperty(required = true) List<Part> value) {
    public Header {
      value = List.copyOf(value);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A text, or a value that is put there for each event.
   *
   * @param text to be written as it is; null for a value
   * @param value {@code channel}, {@code seq}, {@code plannedAt}, {@code publishedAt} or {@code
   *     payload}; null for a text
   * @param filters what is done to the value first: {@code us}, {@code ms}, {@code s}, {@code ns},
   *     {@code iso}, {@code base64}, {@code md5}
   * @param jsonStrings in how many JSON strings it is, one inside of the other
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
    private static final Set<String> VALUES =
        Set.of("channel", "seq", "plannedAt", "publishedAt", "payload");
    private static final Set<String> UNITS = Set.of("us", "ms", "s", "ns", "iso");
    private static final Set<String> CODES = Set.of("base64", "md5");

    public Part {
      filters = filters == null ? List.of() : List.copyOf(filters);
      if (text == null == (value == null)) {
        throw new IllegalArgumentException("a part is a text or a value");
      }
      if (value != null && !VALUES.contains(value)) {
        throw new IllegalArgumentException("'" + value + "' is no value of an event");
      }
      for (String filter : filters) {
        if (!UNITS.contains(filter) && !CODES.contains(filter)) {
          throw new IllegalArgumentException("'" + filter + "' is no filter");
        }
      }
    }

    private void write(EventValues event, StringBuilder out) {
      if (text != null) {
        out.append(text);
        return;
      }
      String written = event.text(value);
      for (String filter : filters) {
        written = filtered(written, filter);
      }
      for (int i = 0; i < jsonStrings; i++) {
        written = Escapes.jsonString(written);
      }
      out.append(percent ? Escapes.percent(written, slashes) : written);
    }

    private static String filtered(String text, String filter) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return switch (filter) {
        case "base64" -> Base64.getEncoder().encodeToString(bytes);
        case "md5" -> md5(bytes);
        default -> instant(Long.parseLong(text), filter);
      };
    }

    private static String instant(long micros, String unit) {
      return switch (unit) {
        case "ns" -> Long.toString(micros * 1_000);
        case "ms" -> Long.toString(Math.floorDiv(micros, 1_000L));
        case "s" -> BigDecimal.valueOf(micros, 6).toPlainString();
        case "iso" -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
        default -> Long.toString(micros);
      };
    }

    private static String md5(byte[] bytes) {
      try {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has MD5", e);
      }
    }

    @Override
    public String toString() {
      return value == null ? "(text)" : "${" + value + "}";
    }
  }

  public EventTemplate {
    channels = List.copyOf(channels);
    path = List.copyOf(path);
    query = List.copyOf(query);
    headers = List.copyOf(headers);
    body = body == null ? null : List.copyOf(body);
  }

  /** The values of one event; instants are µs since the epoch. */
  record EventValues(String channel, long seq, long plannedAt, long publishedAt, String payload) {
    private String text(String name) {
      return switch (name) {
        case "channel" -> channel;
        case "seq" -> Long.toString(seq);
        case "plannedAt" -> Long.toString(plannedAt);
        case "publishedAt" -> Long.toString(publishedAt);
        default -> payload;
      };
    }
  }

  static String filled(List<Part> parts, EventValues event) {
    StringBuilder out = new StringBuilder(128);
    parts.forEach(part -> part.write(event, out));
    return out.toString();
  }

  /** What it publishes where, without texts: they may be secrets. */
  @Override
  public String toString() {
    return method + " for " + channels.size() + " channels";
  }
}
