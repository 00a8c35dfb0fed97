package longpoll.contract;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import longpoll.dialect.Dialect;

/**
 * A long poll that is to be judged, and what is promised of it. Immutable.
 *
 * @param name tells it from others that are judged with it
 * @param url where it is polled; http or https, with a host
 * @param method by which it is polled, where the dialect leaves that open
 * @param dialect or null, to find it out by a first poll
 * @param dialectSource who says that it is this dialect
 * @param channel to wait on, or empty
 * @param hold how long a poll is held, or null where nobody says so
 * @param holdSource who says how long a poll is held: {@code the API definition}, {@code --hold}
 * @param permitted the statuses that a poll may be answered with; empty where the dialect says it
 * @param permittedSource who says so
 */
public record ContractSubject(
    String name,
    URI url,
    String method,
    Dialect dialect,
    String dialectSource,
    String channel,
    Duration hold,
    String holdSource,
    SortedSet<Integer> permitted,
    String permittedSource) {

  /** Of a file that says no more than how long a hold is; nobody waits for hours. */
  public static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

  public ContractSubject {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(url, "url");
    permitted = new TreeSet<>(permitted);
    if (hold != null && (hold.toMillis() < 1 || hold.compareTo(LONGEST_HOLD) > 0)) {
      throw new IllegalArgumentException(
          "the hold limit is "
              + hold.toMillis()
              + " ms: 1 ms to "
              + LONGEST_HOLD.toMinutes()
              + " min is expected");
    }
  }
}
