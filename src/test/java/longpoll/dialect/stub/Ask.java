package longpoll.dialect.stub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request as a stub sees it. What a protocol demands is asked for by name here, and a request
 * that lacks it is refused.
 */
record Ask(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {
  static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** A request that the protocol does not know: the test fails. */
  static final class Refused extends RuntimeException {
    final int status;

    Refused(int status, String why) {
      super(why);
      this.status = status;
    }
  }

  static Ask of(HttpExchange exchange) throws IOException {
    Map<String, String> query = new LinkedHashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    exchange.getRequestHeaders().forEach((name, all) -> headers.put(lower(name), all.get(0)));
    return new Ask(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        query,
        headers,
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String lower(String name) {
    return name.toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether it is for this method and path. */
  boolean is(String wantedMethod, String wantedPath) {
    return method.equals(wantedMethod) && path.equals(wantedPath);
  }

  Refused refused(int status, String why) {
    return new Refused(status, method + " " + path + " " + query + ": " + why);
  }

  void check(boolean fits, String wanted) {
    if (!fits) {
      throw refused(400, wanted + " expected");
    }
  }

  /** Exactly these parameters; one with a question mark may be left out. */
  Ask only(String... names) {
    Set<String> left = new TreeSet<>(query.keySet());
    for (String name : names) {
      boolean optional = name.endsWith("?");
      boolean was = left.remove(optional ? name.substring(0, name.length() - 1) : name);
      check(was || optional, "parameter " + name);
    }
    check(left.isEmpty(), "no parameters " + left);
    return this;
  }

  String param(String name) {
    check(query.containsKey(name), "parameter " + name);
    return query.get(name);
  }

  long number(String name, long least, long most) {
    return number(name, param(name), least, most);
  }

  long number(String what, String text, long least, long most) {
    check(text.matches("\\d{1,18}"), what + " as a whole number, not '" + text + "',");
    long number = Long.parseLong(text);
    check(number >= least && number <= most, what + " from " + least + " to " + most);
    return number;
  }

  /** A header's value, or null. */
  String header(String name) {
    return headers.get(lower(name));
  }

  /** Demands a header, as credentials are. */
  void demands(String name, String value) {
    if (!value.equals(header(name))) {
      throw refused(401, "header " + name + " is " + header(name));
    }
  }

  /** The body, of this media type. */
  JsonNode json(String type) {
    String is = header("Content-Type");
    if (is == null || !is.split(";")[0].trim().equals(type)) {
      throw refused(415, "Content-Type is " + is);
    }
    return parsed(body);
  }

  JsonNode parsed(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      check(node != null && !node.isMissingNode(), "JSON");
      return node;
    } catch (JsonProcessingException e) {
      throw refused(400, "no JSON: " + text);
    }
  }
}
