package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A stream of JSON; https://github.com/durable-streams/durable-streams/blob/main/PROTOCOL.md,
 * sections 5 to 8.
 */
final class DurableStreamsStub extends Stub {
  private final Set<String> streams = new HashSet<>();
  private long cursor = 1000;

  @Override
  String base() {
    return "/v1/stream";
  }

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.check(ask.path().startsWith("/v1/stream/"), "a stream");
    String stream = ask.path().substring("/v1/stream/".length());
    if (ask.method().equals("PUT")) {
      ask.check("application/json".equals(ask.header("Content-Type")), "a Content-Type");
      return Reply.of(streams.add(stream) ? 201 : 200).with("Stream-Next-Offset", offset(newest));
    }
    if (!streams.contains(stream)) {
      return Reply.text(404, "no such stream");
    }
    return switch (ask.method()) {
      case "POST" -> append(ask, stream);
      case "GET" -> read(ask, stream);
      default -> throw ask.refused(405, "PUT, POST or GET expected");
    };
  }

  private Reply append(Ask ask, String stream) {
    JsonNode message = ask.json("application/json");
    ask.check(message.isObject(), "an object: an array would be several messages");
    append(stream, message);
    return Reply.of(204).with("Stream-Next-Offset", offset(newest));
  }

  /** Sorts as a text, too. */
  private static String offset(long position) {
    return String.format("%016d_%016d", position, position);
  }

  private Reply read(Ask ask, String stream) throws InterruptedException {
    boolean live = ask.query().containsKey("live");
    ask.only("offset", "live?", "cursor?");
    String asked = ask.param("offset");
    if (asked.equals("now") && !live) {
      return upToDate(Reply.json(200, "[]"));
    }
    ask.check(live && ask.param("live").equals("long-poll"), "live=long-poll");
    if (ask.query().containsKey("cursor")) {
      ask.number("cursor", 1000, cursor);
    }
    if (fails()) {
      return Reply.text(429, "too many requests").with("Retry-After", 2);
    }
    boolean sentinel = asked.equals("-1");
    ask.check(sentinel || asked.matches("\\d{16}_\\d{16}"), "an offset that was given out");
    long position = sentinel ? 0 : Long.parseLong(asked.substring(0, 16));
    long oldest = log.isEmpty() ? newest + 1 : log.get(0).position();
    if (!sentinel && position < oldest - 1) {
      return Reply.text(410, "before the retained range");
    }
    List<Happened> messages = holdAfter(stream, position);
    cursor++;
    Reply reply =
        messages.isEmpty()
            ? Reply.of(204)
            : Reply.json(200, "[" + joined(messages, each -> each.doc().toString()) + "]");
    return upToDate(reply).with("Stream-Cursor", cursor).with("Cache-Control", "no-store");
  }

  private Reply upToDate(Reply reply) {
    return reply.with("Stream-Next-Offset", offset(newest)).with("Stream-Up-To-Date", true);
  }
}
