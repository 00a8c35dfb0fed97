package longpoll.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import longpoll.server.hub.Event;
import longpoll.server.hub.Hub;
import longpoll.server.options.ServerOptions;
import longpoll.server.process.ProcessEnd;
import longpoll.server.text.BadParameterException;
import longpoll.server.text.Channels;
import longpoll.server.text.Json;
import longpoll.server.text.Problem;
import org.xnio.IoUtils;

/**
 * {@code POST /publish}: publishes one event for a client that the {@link PublishGuard} accepts.
 * Runs on the IO threads.
 */
final class PublishHandler implements HttpHandler {
  /**
   * A body that is too large is read and discarded up to so many bytes more, so that the client can
   * read why it was refused; beyond, the connection is closed.
   */
  private static final long MOST_DISCARDED = 16 << 20;

  private final PublishGuard guard;
  private final long maxBody;
  private final Hub hub;
  private final BodyBudget bodies;
  private final Function<Event.Draft, Event> publish;

  PublishHandler(
      ServerOptions options, Hub hub, BodyBudget bodies, Function<Event.Draft, Event> publish) {
    this.guard = new PublishGuard(options);
    this.maxBody = options.maxBody();
    this.hub = hub;
    this.bodies = bodies;
    this.publish = publish;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Problem refusal = guard.refusal(exchange);
    if (refusal != null) {
      Replies.problem(exchange, refusal);
      return;
    }
    long expected = exchange.getRequestContentLength();
    if (!bodies.take(exchange, expected < 0 ? maxBody : Math.min(expected, maxBody))) {
      return;
    }
    Body body = new Body();
    exchange
        .getRequestReceiver()
        .receivePartialBytes(
            (e, bytes, last) -> {
              try {
                body.take(e, bytes, last);
              } catch (OutOfMemoryError error) {
                throw ProcessEnd.outOfMemory(error);
              }
            },
            (e, failure) -> IoUtils.safeClose(e.getConnection()));
  }

  /** The body of one request, as it comes. */
  private final class Body {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long size;

    void take(HttpServerExchange exchange, byte[] bytes, boolean last) {
      size += bytes.length;
      if (size <= maxBody) {
        kept.writeBytes(bytes);
      } else if (size > maxBody + MOST_DISCARDED) {
        IoUtils.safeClose(exchange.getConnection());
        return;
      }
      if (last) {
        finish(exchange, kept.toByteArray(), size);
      }
    }
  }

  private void finish(HttpServerExchange exchange, byte[] body, long size) {
    if (size > maxBody) {
      Replies.problem(
          exchange,
          Problem.of(413, "body must be at most " + maxBody + " bytes (max-body), but is " + size));
    } else {
      publish(exchange, body);
    }
  }

  private void publish(HttpServerExchange exchange, byte[] body) {
    try {
      Event event = publish.apply(draft(body));
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("id", event.id());
      answer.put("seq", event.seq());
      Replies.json(exchange, 201, answer);
    } catch (BadParameterException e) {
      Replies.problem(exchange, Problem.badParameter(e));
    }
  }

  private Event.Draft draft(byte[] body) throws BadParameterException {
    JsonNode object;
    try {
      object = Json.MAPPER.readTree(body);
    } catch (IOException e) {
      throw new BadParameterException("body", "a JSON object", text(body));
    }
    if (object == null || !object.isObject()) {
      throw new BadParameterException("body", "a JSON object", text(body));
    }
    JsonNode data = object.get("data");
    if (data == null) {
      throw new BadParameterException("data", "present", "missing");
    }
    JsonNode channel = object.get("channel");
    if (channel != null && !(channel.isTextual() && Channels.isName(channel.textValue()))) {
      throw new BadParameterException("channel", "a name of " + Channels.LIMIT, channel.toString());
    }
    String name = channel == null ? Channels.DEFAULT : channel.textValue();
    if (!hub.admitsChannel(name)) {
      throw new BadParameterException(
          "channel", "one of the " + Channels.MOST + " that exist", name);
    }
    JsonNode plannedAt = object.get("plannedAt");
    if (plannedAt != null && !(plannedAt.canConvertToLong() && plannedAt.isIntegralNumber())) {
      throw new BadParameterException(
          "plannedAt", "an integer, microseconds since the epoch", plannedAt.toString());
    }
    return new Event.Draft(
        name, plannedAt == null ? Event.PLANNED_NOW : plannedAt.longValue(), bytes(data));
  }

  private static byte[] bytes(JsonNode data) throws BadParameterException {
    try {
      return Json.MAPPER.writeValueAsBytes(data);
    } catch (JsonProcessingException e) {
      throw new BadParameterException("data", "JSON that can be written again", "not");
    }
  }

  private static String text(byte[] body) {
    return new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8);
  }
}
