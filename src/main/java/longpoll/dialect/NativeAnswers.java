package longpoll.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Reads the answers of the project's own wire, which the bare and the native client share. A 204
 * must have no body, a 200 must have events, a 410 must say where to resume: what does not is
 * malformed.
 */
final class NativeAnswers {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A broadcast sends thousands of clients the same bytes, one after another: the last body that a
   * thread has parsed is worth keeping. Each event loop has its own, so nothing is shared.
   */
  private static final ThreadLocal<Parsed> LAST = new ThreadLocal<>();

  private static final RetryAfter RETRY_AFTER = new RetryAfter(InstantSource.system());

  private static final int LONGEST_QUOTE = 40;

  private NativeAnswers() {}

  static Answer read(Position asked, int status, Dialect.HeaderLookup header, byte[] body) {
    return switch (status) {
      case 200 -> delivered(asked, header, body);
      case 204 -> empty(asked, header, body);
      case 410 -> gap(asked, header, body);
      default ->
          Answer.failed(
              asked,
              FailureKind.ofStatus(status),
              "HTTP status " + status,
              RETRY_AFTER.read(header));
    };
  }

  private static Answer delivered(Position asked, Dialect.HeaderLookup header, byte[] body) {
    Parsed last = LAST.get();
    if (last != null && Arrays.equals(last.body, body)) {
      return last.answer;
    }
    EventsJson json;
    try {
      json = EventsJson.parse(body);
    } catch (IOException e) {
      return malformed(asked, "200 whose body is not JSON");
    } catch (IllegalArgumentException e) {
      return malformed(asked, "200: " + e.getMessage());
    }
    if (json.events() == null) {
      return malformed(asked, "200: events is missing");
    }
    if (json.events().isEmpty()) {
      return malformed(asked, "200 without an event");
    }
    if (json.next() == null) {
      return malformed(asked, "200 without next");
    }
    if (json.epoch() == null) {
      // Not kept: the epoch hangs on more than the body.
      return Answer.delivered(new Position(json.next(), epoch(asked, header)), json.events());
    }
    Answer answer = Answer.delivered(new Position(json.next(), json.epoch()), json.events());
    LAST.set(new Parsed(body.clone(), answer));
    return answer;
  }

  private static Answer empty(Position asked, Dialect.HeaderLookup header, byte[] body) {
    if (body.length > 0 || announcesBody(header)) {
      return malformed(asked, "204 with a body");
    }
    String next = header.get("Poll-Next");
    if (next != null && !isCursor(next)) {
      return malformed(asked, "204 whose Poll-Next is " + shortened(next));
    }
    return Answer.empty(new Position(next == null ? asked.cursor() : next, epoch(asked, header)));
  }

  private static String epoch(Position asked, Dialect.HeaderLookup header) {
    String epoch = header.get("Poll-Epoch");
    return epoch == null ? asked.epoch() : epoch;
  }

  /** 1 to 2^63-1, in digits only. */
  private static boolean isCursor(String text) {
    if (text.isEmpty() || text.length() > 19) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    try {
      return Long.parseLong(text) > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }

  /** HTTP clients leave the body of a 204 unread; it then stands before the next answer. */
  private static boolean announcesBody(Dialect.HeaderLookup header) {
    String length = header.get("Content-Length");
    return header.get("Transfer-Encoding") != null || length != null && !length.trim().equals("0");
  }

  private static Answer gap(Position asked, Dialect.HeaderLookup header, byte[] body) {
    try {
      JsonNode problem = JSON.readTree(body);
      JsonNode oldest = problem.path("oldest");
      if (oldest.canConvertToLong() && oldest.isIntegralNumber() && oldest.longValue() > 0) {
        String epoch = problem.path("epoch").isTextual() ? problem.path("epoch").textValue() : null;
        return Answer.gap(new Position(oldest.asText(), epoch), RETRY_AFTER.read(header));
      }
    } catch (IOException e) {
      // Falls through: not JSON is as bad as JSON without the field.
    }
    return malformed(asked, "410 that does not say where to resume");
  }

  private static Answer malformed(Position asked, String detail) {
    return Answer.failed(asked, FailureKind.MALFORMED, detail, null);
  }

  private record Parsed(byte[] body, Answer answer) {}
}
