package longpoll.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import longpoll.text.Excerpt;

/**
 * Reads the answers of the project's own wire, which the bare and the native client share. A 204
 * must have no body, a 200 must have events, a 410 must say where to resume: what does not is
 * malformed. Thread-safe.
 */
final class NativeAnswers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_QUOTE = 40;
  private static final int TOO_MANY_REQUESTS = 429;

  private final String dialect;
  private final boolean lenient;

  /** Null for those of our own wire. */
  private final Map<Integer, StatusMeaning> permitted;

  /**
   * A broadcast sends thousands of clients the same bytes, one after another: the last body that a
   * thread has parsed is worth keeping. Each event loop has its own, so nothing is shared.
   */
  private final ThreadLocal<Parsed> last = new ThreadLocal<>();

  /**
   * @param dialect its name in the settings
   * @param lenient whether the body of a 200 may be somebody else's: see {@link
   *     EventsJson#parseLeniently}
   * @param permitted the statuses that an API definition lists, in order; null without one
   */
  NativeAnswers(String dialect, boolean lenient, Map<Integer, StatusMeaning> permitted) {
    this.dialect = dialect;
    this.lenient = lenient;
    this.permitted = permitted;
  }

  Answer read(StreamPosition asked, int status, Dialect.HeaderLookup header, byte[] body) {
    if (permitted != null) {
      StatusMeaning meaning = permitted.get(status);
      return meaning == null
          ? unlisted(asked, status, header, body)
          : meant(meaning, asked, status, header, body);
    }
    return switch (status) {
      case 200 -> delivered(asked, status, header, body);
      case 204 -> empty(asked, header, body);
      case 410 -> gap(asked, header, body);
      default -> unexpected(asked, status, header, body);
    };
  }

  private Answer meant(
      StatusMeaning meaning,
      StreamPosition asked,
      int status,
      Dialect.HeaderLookup header,
      byte[] body) {
    return switch (meaning) {
      case EVENTS -> delivered(asked, status, header, body);
      case EMPTY -> status == 204 ? empty(asked, header, body) : Answer.empty(asked);
      case BY_BODY ->
          body.length == 0 ? Answer.empty(asked) : delivered(asked, status, header, body);
      case GAP -> Answer.gap(asked, RetryAfter.SYSTEM.read(header));
      case FAILED ->
          Answer.failed(
              asked,
              FailureKind.ofStatus(status),
              "HTTP status " + status + start(body),
              RetryAfter.SYSTEM.read(header));
    };
  }

  private Answer unlisted(
      StreamPosition asked, int status, Dialect.HeaderLookup header, byte[] body) {
    if (!isStatus(status)) {
      return unexpected(asked, status, header, body);
    }
    String listed =
        permitted.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return Answer.failed(
        asked,
        FailureKind.ofStatus(status),
        "HTTP status "
            + status
            + " is none that the API definition lists ("
            + Excerpt.of(listed)
            + ")"
            + start(body),
        RetryAfter.SYSTEM.read(header));
  }

  private Answer delivered(
      StreamPosition asked, int status, Dialect.HeaderLookup header, byte[] body) {
    Parsed parsed = last.get();
    if (parsed == null || !Arrays.equals(parsed.body, body)) {
      try {
        parsed = parsed(body);
      } catch (IOException e) {
        return malformed(asked, status + " whose body is not JSON", body);
      } catch (IllegalArgumentException e) {
        return malformed(asked, status + ": " + e.getMessage(), body);
      }
      last.set(parsed);
    }
    if (parsed.answer != null) {
      return parsed.answer;
    }
    // The epoch hangs on more than the body, and so may the cursor.
    EventsJson json = parsed.json;
    String next = json.next() == null ? asked.cursor() : json.next();
    String epoch = json.epoch() == null ? epoch(asked, header) : json.epoch();
    return tooLong(epoch)
        ? malformed(asked, status + " whose Poll-Epoch is too long", body)
        : Answer.delivered(new StreamPosition(next, epoch), json.events(), parsed.misfits);
  }

  private Parsed parsed(byte[] body) throws IOException {
    EventsJson json = lenient ? EventsJson.parseLeniently(body) : EventsJson.parseStrictly(body);
    if (json.events() == null) {
      throw new IllegalArgumentException("events is missing");
    }
    if (json.events().isEmpty()) {
      throw new IllegalArgumentException("an answer without an event");
    }
    if (json.next() == null && !lenient) {
      throw new IllegalArgumentException("an answer without next");
    }
    List<Answer.Misfit> misfits =
        json.misfits().stream().map(misfit -> misfit(misfit, body)).toList();
    boolean everybodys = json.epoch() != null && json.next() != null;
    Answer answer =
        everybodys
            ? Answer.delivered(
                new StreamPosition(json.next(), json.epoch()), json.events(), misfits)
            : null;
    return new Parsed(body.clone(), json, misfits, answer);
  }

  private Answer.Misfit misfit(String what, byte[] body) {
    return new Answer.Misfit(what, words("200: " + what + ", and counts as unknown", body));
  }

  private Answer empty(StreamPosition asked, Dialect.HeaderLookup header, byte[] body) {
    if (body.length > 0 || announcesBody(header)) {
      return malformed(asked, "204 with a body", body);
    }
    String next = header.get("Poll-Next");
    if (next != null && !isCursor(next)) {
      return malformed(asked, "204 whose Poll-Next is " + Excerpt.of(next, LONGEST_QUOTE), body);
    }
    String epoch = epoch(asked, header);
    if (tooLong(epoch)) {
      return malformed(asked, "204 whose Poll-Epoch is too long", body);
    }
    return Answer.empty(new StreamPosition(next == null ? asked.cursor() : next, epoch));
  }

  private static String epoch(StreamPosition asked, Dialect.HeaderLookup header) {
    String epoch = header.get("Poll-Epoch");
    return epoch == null ? asked.epoch() : epoch;
  }

  private static boolean tooLong(String epoch) {
    return epoch != null && epoch.length() > Position.LONGEST;
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

  /** HTTP clients leave the body of a 204 unread; it then stands before the next answer. */
  private static boolean announcesBody(Dialect.HeaderLookup header) {
    String length = header.get("Content-Length");
    return header.get("Transfer-Encoding") != null || length != null && !length.trim().equals("0");
  }

  private Answer gap(StreamPosition asked, Dialect.HeaderLookup header, byte[] body) {
    try {
      JsonNode problem = JSON.readTree(body);
      JsonNode oldest = problem.path("oldest");
      if (oldest.canConvertToLong() && oldest.isIntegralNumber() && oldest.longValue() > 0) {
        String epoch = problem.path("epoch").isTextual() ? problem.path("epoch").textValue() : null;
        return tooLong(epoch)
            ? malformed(asked, "410 whose epoch is too long", body)
            : Answer.gap(
                new StreamPosition(oldest.asText(), epoch), RetryAfter.SYSTEM.read(header));
      }
    } catch (IOException e) {
      // Falls through: not JSON is as bad as JSON without the field.
    }
    return malformed(asked, "410 that does not say where to resume", body);
  }

  private Answer unexpected(
      StreamPosition asked, int status, Dialect.HeaderLookup header, byte[] body) {
    if (!isStatus(status)) {
      // Or there would be a kind of failure for each number there is.
      return malformed(asked, "HTTP status " + status + ", which is none", body);
    }
    // A server that is busy or broken says so in every dialect.
    boolean ofAnyDialect = status >= 500 || status == TOO_MANY_REQUESTS;
    String detail =
        ofAnyDialect
            ? "HTTP status " + status + start(body)
            : words("HTTP status " + status + " is no answer of this dialect", body);
    return Answer.failed(
        asked, FailureKind.ofStatus(status), detail, RetryAfter.SYSTEM.read(header));
  }

  private static boolean isStatus(int status) {
    return status >= 100 && status <= 999;
  }

  private Answer malformed(StreamPosition asked, String problem, byte[] body) {
    return Answer.failed(asked, FailureKind.MALFORMED, words(problem, body), null);
  }

  /** What is wrong, what to look at, and what came. */
  private String words(String problem, byte[] body) {
    return problem + "; check longpoll.dialect, which is " + dialect + start(body);
  }

  private static String start(byte[] body) {
    return Excerpt.ofBody("; the body starts: ", body);
  }

  /**
   * @param answer null where it depends on more than the body
   */
  private record Parsed(byte[] body, EventsJson json, List<Answer.Misfit> misfits, Answer answer) {}
}
