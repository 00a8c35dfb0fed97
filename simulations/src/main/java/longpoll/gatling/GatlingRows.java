package longpoll.gatling;

import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.stats.Status;
import io.gatling.core.session.Session;
import io.gatling.core.stats.StatsEngine;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import scala.Option;

/**
 * Rows of Gatling's own report. Gatling counts a 204 with the 200s and knows no lag, so outcomes
 * and lag are logged as requests of their own names. The only class that writes to the stats
 * engine, which Gatling marks as internal.
 *
 * <p>Each row that the engine takes may wake its writer, which costs as much as a poll. So an event
 * loop keeps its rows for a moment and hands them over together; {@link #flush} before a user
 * leaves, or its last rows come too late.
 *
 * <p>Thread-safe, as the stats engine is. Instants in milliseconds since the Unix epoch, which is
 * all the engine takes.
 */
final class GatlingRows {
  private static final Option<String> NONE = Option.empty();
  private static final int MOST_WAITING = 256;
  private static final long LONGEST_WAIT_MILLIS = 100;

  private final StatsEngine engine;
  private final FastThreadLocal<List<Row>> waiting =
      new FastThreadLocal<>() {
        @Override
        protected List<Row> initialValue() {
          return new ArrayList<>(MOST_WAITING);
        }
      };

  private record Row(
      Session session,
      String name,
      long startMillis,
      long endMillis,
      Status status,
      Option<String> message) {}

  GatlingRows(StatsEngine engine) {
    this.engine = engine;
  }

  void ok(Session session, String row, long startMillis, long endMillis) {
    add(new Row(session, row, startMillis, endMillis, OK$.MODULE$, NONE));
  }

  void ko(Session session, String row, long startMillis, long endMillis, String message) {
    add(new Row(session, row, startMillis, endMillis, KO$.MODULE$, Option.apply(message)));
  }

  private void add(Row row) {
    EventLoop loop = row.session.eventLoop();
    if (!loop.inEventLoop()) {
      log(row);
      return;
    }
    List<Row> rows = waiting.get();
    rows.add(row);
    if (rows.size() == 1) {
      loop.schedule(this::flush, LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } else if (rows.size() >= MOST_WAITING) {
      flush();
    }
  }

  /** Hands over what the calling event loop has kept. */
  void flush() {
    List<Row> rows = waiting.get();
    rows.forEach(this::log);
    rows.clear();
  }

  private void log(Row row) {
    engine.logResponse(
        row.session.scenario(),
        row.session.groups(),
        row.name,
        Math.min(row.startMillis, row.endMillis),
        row.endMillis,
        row.status,
        NONE,
        row.message);
  }
}
