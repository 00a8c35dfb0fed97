package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * https://github.com/jcuga/golongpoll/blob/master/HttpLongPollAPI.md; what is published is
 * PublishData of its longpoll.go. Two events share a millisecond here, so that the id matters.
 */
final class GolongpollStub extends Stub {
  private static final long START = 1_795_773_600_000L;

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    if (ask.is("POST", "/publish")) {
      JsonNode event = ask.json("application/json");
      ask.check(event.path("category").isTextual() && event.has("data"), "category and data");
      append(event.get("category").asText(), event.get("data"));
      return Reply.json(200, "{'success':true}");
    }
    ask.check(ask.is("GET", "/events"), "GET /events");
    ask.only("category", "timeout", "since_time?", "last_id?");
    ask.number("timeout", 1, 110);
    String id = ask.query().get("last_id");
    ask.check(id == null || ask.query().containsKey("since_time"), "since_time with last_id");
    if (fails()) {
      return Reply.json(200, "{'error':'the server is shutting down'}");
    }
    String category = ask.param("category");
    long seen = newest;
    if (ask.query().containsKey("since_time")) {
      seen = seen(ask.number("since_time", START, START + 1000), id);
    }
    List<Happened> events = holdAfter(category, seen);
    if (events.isEmpty()) {
      // The next event may fall into this very millisecond.
      long now = timestamp(newest + 1);
      return Reply.json(200, "{'timeout':'no events before timeout','timestamp':" + now + "}");
    }
    return Reply.json(200, "{'events':[" + joined(events, GolongpollStub::event) + "]}");
  }

  private static long timestamp(long position) {
    return START + position / 2;
  }

  /** Events later than the instant are new, and those of it that came behind the id. */
  private synchronized long seen(long since, String id) {
    long seen = 0;
    for (Happened each : log) {
      boolean later = timestamp(each.position()) > since;
      boolean behind = id != null && each.position() > Long.parseLong(id.substring(5));
      if (!later && !(behind && timestamp(each.position()) == since)) {
        seen = each.position();
      }
    }
    return seen;
  }

  private static String event(Happened event) {
    return String.format(
        "{'timestamp':%d,'category':'%s','data':%s,'id':'uuid-%d'}",
        timestamp(event.position()), event.channel(), event.doc(), event.position());
  }

  /** Its memory is gone, and the clock goes on. */
  @Override
  synchronized void restart() {
    log.clear();
    newest += 10;
  }
}
