package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The bundled server's protocol; target-server/README.md. */
final class NativeStub extends Stub {
  private int epoch = 1;

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    if (ask.is("POST", "/publish")) {
      JsonNode event = ask.json("application/json");
      ask.check(event.has("data"), "data");
      String channel = event.path("channel").asText("default");
      ObjectNode doc = Ask.JSON.createObjectNode();
      long seq = after(channel, 0).size() + 1;
      doc.put("seq", seq).put("plannedAt", event.path("plannedAt").asLong(PLANNED_AT));
      append(channel, doc.set("data", event.get("data")));
      return Reply.json(201, "{'id':" + newest + ",'seq':" + seq + "}");
    }
    ask.check(ask.is("GET", "/poll"), "GET /poll");
    ask.only("cursor?", "epoch?", "timeout?", "channel", "limit?");
    ask.check(ask.query().getOrDefault("timeout", "30").matches("\\d+(\\.\\d+)?"), "seconds");
    if (fails()) {
      return Reply.json(503, "{'title':'too many polls'}").with("Retry-After", 1);
    }
    String asked = ask.query().get("cursor");
    long cursor = asked == null ? newest + 1 : ask.number("cursor", 1, Long.MAX_VALUE);
    boolean ofOld = asked != null && !ask.param("epoch").equals("e" + epoch);
    long oldest = log.isEmpty() ? newest + 1 : log.get(0).position();
    if (ofOld || cursor < oldest || cursor > newest + 1) {
      String where = "{'oldest':" + oldest + ",'next':" + (newest + 1) + ",'epoch':'e" + epoch;
      return Reply.json(410, where + "'}").with("Content-Type", "application/problem+json");
    }
    List<Happened> events = holdAfter(ask.param("channel"), cursor - 1);
    Reply reply =
        events.isEmpty()
            ? Reply.of(204)
            : Reply.json(
                200,
                "{'epoch':'e"
                    + epoch
                    + "','next':"
                    + (newest + 1)
                    + ",'events':["
                    + joined(events, NativeStub::event)
                    + "]}");
    return reply.with("Poll-Next", newest + 1).with("Poll-Epoch", "e" + epoch);
  }

  private static String event(Happened event) {
    ObjectNode all = event.doc().deepCopy();
    all.put("id", event.position()).put("channel", event.channel());
    return all.put("publishedAt", PLANNED_AT + 50).toString();
  }

  @Override
  synchronized void restart() {
    super.restart();
    epoch++;
  }
}
