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
 * @param next null where the body has none
 */
record EventsJson(String epoch, String next, List<PolledEvent> events) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * @throws IOException when the body is not JSON
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
          case "epoch" -> epoch = in.getText();
          case "next" -> {
            require(value == JsonToken.VALUE_NUMBER_INT, "next is not a whole number");
            next = in.getText();
          }
          case "events" -> {
            require(value == JsonToken.START_ARRAY, "events is not an array");
            events = events(in);
          }
          default -> in.skipChildren();
        }
      }
      require(in.currentToken() == JsonToken.END_OBJECT, "the body ends early");
      require(events != null, "events is missing");
      return new EventsJson(epoch, next, events);
    }
  }

  /**
   * A body that is itself one event, or any other JSON object, which then is an event of which
   * nothing is known.
   *
   * @throws IOException when the body is not JSON
   * @throws IllegalArgumentException when it is not an object
   */
  static PolledEvent parseSingle(byte[] body) throws IOException {
    try (JsonParser in = JSON.createParser(body)) {
      require(in.nextToken() == JsonToken.START_OBJECT, "the body is not a JSON object");
      return event(in);
    }
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
    long id = PolledEvent.UNKNOWN;
    long seq = PolledEvent.UNKNOWN;
    long plannedAt = PolledEvent.UNKNOWN;
    long publishedAt = PolledEvent.UNKNOWN;
    String channel = "default";
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      in.nextToken();
      switch (field) {
        case "id" -> id = wholeNumber(in);
        case "seq" -> seq = wholeNumber(in);
        case "plannedAt" -> plannedAt = wholeNumber(in);
        case "publishedAt" -> publishedAt = wholeNumber(in);
        case "channel" -> channel = in.getText();
        default -> in.skipChildren();
      }
    }
    long since = plannedAt == PolledEvent.UNKNOWN ? publishedAt : plannedAt;
    return new PolledEvent(id, channel, seq, since, publishedAt);
  }

  private static long wholeNumber(JsonParser in) throws IOException {
    require(
        in.currentToken() == JsonToken.VALUE_NUMBER_INT,
        in.currentName() + " is not a whole number");
    return in.getLongValue();
  }

  private static void require(boolean fits, String problem) {
    if (!fits) {
      throw new IllegalArgumentException(problem);
    }
  }
}
