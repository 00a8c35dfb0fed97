package longpoll.dialect.stub;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * nchan with nchan_subscriber_timeout; https://github.com/slact/nchan/blob/master/README.md. Two
 * messages share a second here, so that the tag matters.
 */
final class NchanStub extends Stub {
  private Instant start = Instant.parse("2026-11-27T10:00:00Z");

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.only();
    if (ask.method().equals("POST") && ask.path().startsWith("/pub/")) {
      append(ask.path().substring(5), ask.parsed(ask.body()));
      return Reply.text(201, "queued messages: " + log.size());
    }
    ask.check(ask.method().equals("GET") && ask.path().startsWith("/sub/"), "GET /sub/CHANNEL");
    String time = ask.header("If-Modified-Since");
    String tag = ask.header("If-None-Match");
    ask.check((time == null) == (tag == null), "both of If-Modified-Since and If-None-Match");
    if (fails()) {
      return Reply.text(410, "gone");
    }
    // A position of before the restart is before all that is kept.
    long position = time == null ? 0 : position(ask, time, tag);
    List<Happened> events = holdAfter(ask.path().substring(5), position);
    if (events.isEmpty()) {
      return Reply.text(408, "<html>408 Request Time-out</html>").with("Connection", "close");
    }
    Happened first = events.get(0);
    return Reply.json(200, first.doc().toString())
        .with("Last-Modified", date(first.position()))
        .with("Etag", first.position() % 2);
  }

  private String date(long position) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        start.plusSeconds(position / 2).atOffset(ZoneOffset.UTC));
  }

  private long position(Ask ask, String time, String tag) {
    ask.number("If-None-Match", tag, 0, 1);
    Instant instant = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(time));
    return (instant.getEpochSecond() - start.getEpochSecond()) * 2 + Long.parseLong(tag);
  }

  /** Its memory is gone, and the clock goes on. */
  @Override
  synchronized void restart() {
    super.restart();
    start = start.plusSeconds(3600);
  }
}
