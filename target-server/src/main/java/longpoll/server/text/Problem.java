package longpoll.server.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error in the form of RFC 9457 (problem details). Immutable.
 *
 * @param status HTTP status
 * @param title the status in words
 * @param detail what was wrong and what to do
 * @param members further members of the JSON object
 * @param headers further headers of the response
 */
public record Problem(
    int status,
    String title,
    String detail,
    Map<String, Object> members,
    Map<String, String> headers) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(int status, String detail) {
    return new Problem(status, titleOf(status), detail, Map.of(), Map.of());
  }

  public static Problem badParameter(BadParameterException e) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("parameter", e.parameter());
    members.put("limit", e.limit());
    members.put("value", e.value());
    return new Problem(400, titleOf(400), e.getMessage(), members, Map.of());
  }

  public static Problem gap(String detail, long oldest, long next, String epoch) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("oldest", oldest);
    members.put("next", next);
    members.put("epoch", epoch);
    return new Problem(410, titleOf(410), detail, members, Map.of());
  }

  public static Problem methodNotAllowed(String method, String allow) {
    return new Problem(
        405,
        titleOf(405),
        "method must be one of " + allow + ", but is " + ClientText.shown(method),
        Map.of(),
        Map.of("Allow", allow));
  }

  public Problem withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(status, title, detail, members, more);
  }

  public byte[] json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "about:blank");
    object.put("title", title);
    object.put("status", status);
    object.put("detail", detail);
    object.putAll(members);
    try {
      return Json.MAPPER.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings and numbers cannot fail to be written", e);
    }
  }

  private static String titleOf(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 410 -> "Gone";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
