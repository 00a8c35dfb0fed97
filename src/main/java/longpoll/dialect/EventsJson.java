package longpoll.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of the native 200, read token by token: at tens of thousands of answers a second a tree
 * would cost more than the rest of the poll.
 *
 * @param epoch null where the body has none
 * @param next null where the body has none
 * @param events null where the body has no such field
 */
record EventsJson(String epoch, String next, List<PolledEvent> events) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * @throws IOException when the body is not JSON, or more than one document
   * @throws IllegalArgumentException when it is JSON of another shape; the message says how
   */
  static EventsJson parse(byte[] body) throws IOException {
    try (JsonParser in = JSON.createParser(body)) {
      require(in.nextToken() == JsonToken.START_OBJECT, "the body is not a JSON object");
      String epoch = null;
      String next = null;
      List<PolledEvent> events = null;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        JsonToken value = in.nextToken();
        switch (field) {
          case "epoch" -> epoch = text(in);
          case "next" -> next = cursor(in);
          case "events" -> {
            require(value == JsonToken.START_ARRAY, "events is not an array");
            events = events(in);
          }
          default -> in.skipChildren();
        }
      }
      require(in.nextToken() == null, "the body goes on after its end");
      return new EventsJson(epoch, next, events);
    }
  }

  /**
   * A body that is itself one event, or any other JSON document, which then is an event of which
   * nothing is known.
   *
   * @throws IOException when the body is not JSON, or more than one document
   * @throws IllegalArgumentException when it holds {@code events}: an answer of the native kind is
   *     not an event
   */
  static PolledEvent parseSingle(byte[] body) throws IOException {
    try (JsonParser in = JSON.createParser(body)) {
      JsonToken first = in.nextToken();
      require(first != null, "the body is empty");
      PolledEvent event = PolledEvent.ANY;
      if (first == JsonToken.START_OBJECT) {
        event = eventOrAny(in);
      } else {
        in.skipChildren();
      }
      require(in.nextToken() == null, "the body goes on after its end");
      return event;
    }
  }

  /** An object of somebody else's may use the same names for other things. */
  private static PolledEvent eventOrAny(JsonParser in) throws IOException {
    EventFields fields = new EventFields();
    boolean fits = true;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      in.nextToken();
      require(!field.equals("events"), "the body is an answer that does not fit, not an event");
      try {
        fields.read(field, in);
      } catch (IllegalArgumentException e) {
        fits = false;
        in.skipChildren();
      }
    }
    return fits ? fields.event() : PolledEvent.ANY;
  }

  private static List<PolledEvent> events(JsonParser in) throws IOException {
    List<PolledEvent> events = new ArrayList<>(4);
    JsonToken token;
    while ((token = in.nextToken()) == JsonToken.START_OBJECT) {
      events.add(event(in));
    }
    require(token == JsonToken.END_ARRAY, "events holds something other than objects");
    return events;
  }

  private static PolledEvent event(JsonParser in) throws IOException {
    EventFields fields = new EventFields();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      in.nextToken();
      fields.read(field, in);
    }
    return fields.event();
  }

  private static String text(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    require(in.currentToken() == JsonToken.VALUE_STRING, in.currentName() + " is not a string");
    return in.getText();
  }

  private static String cursor(JsonParser in) throws IOException {
    require(
        wholeNumber(in) > 0, in.currentName() + " is " + in.getText() + ", a cursor starts at 1");
    return in.getText();
  }

  private static long wholeNumber(JsonParser in) throws IOException {
    require(
        in.currentToken() == JsonToken.VALUE_NUMBER_INT,
        in.currentName() + " is not a whole number");
    require(
        in.getNumberType() != JsonParser.NumberType.BIG_INTEGER,
        in.currentName() + " is beyond 2^63-1");
    long value = in.getLongValue();
    require(value >= 0, in.currentName() + " is negative");
    return value;
  }

  private static void require(boolean fits, String problem) {
    if (!fits) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** An event on its way out of the parser. */
  private static final class EventFields {
    private long id = PolledEvent.UNKNOWN;
    private long seq = PolledEvent.UNKNOWN;
    private long plannedAt = PolledEvent.UNKNOWN;
    private long publishedAt = PolledEvent.UNKNOWN;
    private String channel;

    void read(String field, JsonParser in) throws IOException {
      switch (field) {
        case "id" -> id = wholeNumber(in);
        case "seq" -> seq = wholeNumber(in);
        case "plannedAt" -> plannedAt = wholeNumber(in);
        case "publishedAt" -> publishedAt = wholeNumber(in);
        case "channel" -> channel = text(in);
        default -> in.skipChildren();
      }
    }

    PolledEvent event() {
      return new PolledEvent(
          id,
          channel == null ? PolledEvent.DEFAULT_CHANNEL : channel,
          seq,
          plannedAt == PolledEvent.UNKNOWN ? publishedAt : plannedAt,
          publishedAt);
    }
  }
}
