package longpoll.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a 200, read once and token by token: at tens of thousands of answers a second a tree
 * would cost more than the rest of the poll.
 *
 * @param epoch null where the body has none
 * @param next null where the body has none
 * @param events null where the body has no such field
 * @param misfits what did not fit and was taken for unknown: the name of a field and what is wrong
 *     with it, each once. Empty for a strict reading, which refuses the body instead.
 */
record EventsJson(String epoch, String next, List<PolledEvent> events, List<String> misfits) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * A native body.
   *
   * @throws IOException when the body is not JSON, or more than one document
   * @throws IllegalArgumentException when anything in it does not fit; the message says what
   */
  static EventsJson parseStrictly(byte[] body) throws IOException {
    return parse(body, false);
  }

  /**
   * A native body, or any other object, which then is one event. Objects of somebody else's may use
   * the same names for other things, so a field that does not fit is unknown by itself.
   *
   * @throws IOException when the body is not JSON, or more than one document
   * @throws IllegalArgumentException when it is no object, or its {@code events} are no list
   */
  static EventsJson parseLeniently(byte[] body) throws IOException {
    return parse(body, true);
  }

  private static EventsJson parse(byte[] body, boolean lenient) throws IOException {
    try (JsonParser in = JSON.createParser(body)) {
      return new Reading(in, body, lenient).whole();
    }
  }

  private static final class Reading {
    private final JsonParser in;
    private final byte[] body;
    private final boolean lenient;
    private List<String> misfits = List.of();

    Reading(JsonParser in, byte[] body, boolean lenient) {
      this.in = in;
      this.body = body;
      this.lenient = lenient;
    }

    EventsJson whole() throws IOException {
      require(in.nextToken() == JsonToken.START_OBJECT, "the body is not a JSON object");
      String epoch = null;
      String next = null;
      List<PolledEvent> events = null;
      EventFields single = lenient ? new EventFields(in, true) : null;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        JsonToken value = in.nextToken();
        switch (field) {
          case "epoch" -> epoch = epoch();
          case "next" -> next = cursor();
          case "events" -> {
            // Lenient or not: what may stand for no events must not pass for one.
            require(value == JsonToken.START_ARRAY, "events is not an array");
            events = events();
          }
          default -> {
            if (single == null) {
              in.skipChildren();
            } else {
              single.read(field);
            }
          }
        }
      }
      require(in.nextToken() == null, "the body goes on after its end");
      return events == null && lenient
          ? new EventsJson(null, null, List.of(single.event(body, 0, body.length)), single.misfits)
          : new EventsJson(epoch, next, events, misfits);
    }

    private List<PolledEvent> events() throws IOException {
      List<PolledEvent> events = new ArrayList<>(4);
      JsonToken token;
      while ((token = in.nextToken()) != JsonToken.END_ARRAY) {
        if (token == JsonToken.START_OBJECT) {
          events.add(event());
        } else {
          // The end of the body, too, comes here, and is no list of events in either reading.
          require(lenient && token != null, "events holds something other than objects");
          misfits = with(misfits, "events holds something other than objects");
          in.skipChildren();
          events.add(PolledEvent.ANY);
        }
      }
      return events;
    }

    private PolledEvent event() throws IOException {
      int from = lenient ? (int) in.currentTokenLocation().getByteOffset() : 0;
      EventFields fields = new EventFields(in, lenient);
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        in.nextToken();
        fields.read(field);
      }
      for (String misfit : fields.misfits) {
        misfits = with(misfits, misfit);
      }
      int to = lenient ? (int) in.currentLocation().getByteOffset() : 0;
      return fields.event(body, from, to);
    }

    /** A lenient reader goes on from nowhere, so that it need not understand where to. */
    private String epoch() throws IOException {
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        return null;
      }
      String problem = problemOfText(in, Position.LONGEST);
      require(lenient || problem == null, "epoch " + problem);
      in.skipChildren();
      return problem == null ? in.getText() : null;
    }

    private String cursor() throws IOException {
      String problem = problemOfNumber(in);
      if (problem == null && in.getLongValue() == 0) {
        problem = "is 0, a cursor starts at 1";
      }
      require(lenient || problem == null, "next " + problem);
      in.skipChildren();
      return problem == null ? in.getText() : null;
    }
  }

  private static List<String> with(List<String> misfits, String another) {
    if (misfits.contains(another)) {
      return misfits;
    }
    List<String> more = new ArrayList<>(misfits);
    more.add(another);
    return more;
  }

  private static String problemOfText(JsonParser in, int longest) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      return "is not a string";
    }
    return in.getTextLength() > longest ? "is longer than " + longest + " characters" : null;
  }

  private static String problemOfNumber(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      return "is not a whole number";
    }
    if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return "is beyond 2^63-1";
    }
    return in.getLongValue() < 0 ? "is negative" : null;
  }

  private static void require(boolean fits, String problem) {
    if (!fits) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** An event on its way out of the parser. */
  private static final class EventFields {
    private final JsonParser in;
    private final boolean lenient;
    private long id = PolledEvent.UNKNOWN;
    private long seq = PolledEvent.UNKNOWN;
    private long plannedAt = PolledEvent.UNKNOWN;
    private long publishedAt = PolledEvent.UNKNOWN;
    private String channel;
    private boolean identified;
    private List<String> misfits = List.of();

    EventFields(JsonParser in, boolean lenient) {
      this.in = in;
      this.lenient = lenient;
    }

    void read(String field) throws IOException {
      switch (field) {
        case "id" -> id = lenient ? identity() : number(field);
        case "seq" -> seq = number(field);
        case "plannedAt" -> plannedAt = instant(field);
        case "publishedAt" -> publishedAt = instant(field);
        case "channel" -> channel = channel();
        default -> in.skipChildren();
      }
    }

    private long number(String field) throws IOException {
      if (lenient && in.currentToken() == JsonToken.VALUE_NULL) {
        return PolledEvent.UNKNOWN;
      }
      return fits(field, problemOfNumber(in)) ? in.getLongValue() : PolledEvent.UNKNOWN;
    }

    private long instant(String field) throws IOException {
      JsonToken value = in.currentToken();
      if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_FLOAT) {
        fits(field, "is not a whole number of microseconds since the Unix epoch");
        return PolledEvent.UNKNOWN;
      }
      return number(field);
    }

    /** A string, or a number of any size, tells events apart as well. */
    private long identity() throws IOException {
      JsonToken value = in.currentToken();
      identified =
          value == JsonToken.VALUE_NUMBER_INT
              || value == JsonToken.VALUE_STRING && in.getTextLength() > 0;
      if (identified) {
        return problemOfNumber(in) == null ? in.getLongValue() : PolledEvent.UNKNOWN;
      }
      boolean none = value == JsonToken.VALUE_NULL || value == JsonToken.VALUE_STRING;
      fits("id", none ? null : "is neither a whole number nor a string");
      return PolledEvent.UNKNOWN;
    }

    private String channel() throws IOException {
      JsonToken value = in.currentToken();
      if (value == JsonToken.VALUE_NULL) {
        return null;
      }
      // Numbers name channels as well as strings do, and must not all be taken for one.
      String problem =
          lenient && value == JsonToken.VALUE_NUMBER_INT
              ? null
              : problemOfText(in, PolledEvent.LONGEST_CHANNEL);
      return fits("channel", problem) ? in.getText() : null;
    }

    private boolean fits(String field, String problem) throws IOException {
      if (problem == null) {
        return true;
      }
      String misfit = field + " " + problem;
      require(lenient, misfit);
      misfits = with(misfits, misfit);
      in.skipChildren();
      return false;
    }

    /**
     * The event, which stands in the body between two offsets. Others may call what an event is
     * about its id: where it has no number, only all of it together tells it from others.
     */
    PolledEvent event(byte[] body, int from, int to) {
      boolean byContent = identified && seq == PolledEvent.UNKNOWN;
      return new PolledEvent(
          byContent ? hash(body, from, to) : id,
          channel == null ? PolledEvent.DEFAULT_CHANNEL : channel,
          seq,
          plannedAt == PolledEvent.UNKNOWN ? publishedAt : plannedAt,
          publishedAt);
    }

    /** FNV-1a without the sign; unknown where the parser does not count bytes, as in UTF-16. */
    private static long hash(byte[] bytes, int from, int to) {
      if (from < 0 || to > bytes.length) {
        return PolledEvent.UNKNOWN;
      }
      long hash = 0xcbf29ce484222325L;
      for (int i = from; i < to; i++) {
        hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
      }
      return hash & Long.MAX_VALUE;
    }
  }
}
