package longpoll.gatling;

import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.stats.Status;
import io.gatling.core.session.Session;
import io.gatling.core.stats.StatsEngine;
import scala.Option;

/**
 * Rows of Gatling's own report. Gatling counts a 204 with the 200s and knows no lag, so outcomes
 * and lag are logged as requests of their own names. The only class that writes to the stats
 * engine, which Gatling marks as internal.
 *
 * <p>Thread-safe, as the stats engine is. Instants in milliseconds since the Unix epoch, which is
 * all the engine takes.
 */
final class GatlingRows {
  private static final Option<String> NONE = Option.empty();

  private final StatsEngine engine;

  GatlingRows(StatsEngine engine) {
    this.engine = engine;
  }

  void ok(Session session, String row, long startMillis, long endMillis) {
    log(session, row, startMillis, endMillis, OK$.MODULE$, NONE);
  }

  void ko(Session session, String row, long startMillis, long endMillis, String message) {
    log(session, row, startMillis, endMillis, KO$.MODULE$, Option.apply(message));
  }

  private void log(
      Session session,
      String row,
      long startMillis,
      long endMillis,
      Status status,
      Option<String> message) {
    engine.logResponse(
        session.scenario(),
        session.groups(),
        row,
        Math.min(startMillis, endMillis),
        endMillis,
        status,
        NONE,
        message);
  }
}
