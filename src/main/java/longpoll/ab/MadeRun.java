package longpoll.ab;

/**
 * A run that was made and left a record.
 *
 * @param order from 1, over all runs that were made, discarded ones included
 * @param pair from 1
 * @param startedAt ISO 8601 in UTC
 * @param durationMs of the whole command
 * @param exitCode of the command; not 0 where the run missed an objective
 * @param folder the run's folder, absolute
 * @param status what the record says: {@code complete}, {@code invalid} or {@code aborted}
 * @param discarded why the run does not count, or null
 */
public record MadeRun(
    int order,
    int pair,
    Side side,
    String startedAt,
    long durationMs,
    int exitCode,
    String folder,
    String status,
    String discarded) {

  boolean counts() {
    return discarded == null;
  }

  MadeRun discardedBecause(String why) {
    return new MadeRun(order, pair, side, startedAt, durationMs, exitCode, folder, status, why);
  }
}
