package longpoll.contract;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import longpoll.api.LongPollApi;
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
 * @param methods of the URL, as far as is known: none of them is tried as one that is refused
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
    String permittedSource,
    SortedSet<String> methods) {

  /** Of a file that says no more than how long a hold is; nobody waits for hours. */
  public static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

  private static final String DEFINITION = "the API definition";

  public ContractSubject {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(url, "url");
    permitted = new TreeSet<>(permitted);
    methods = new TreeSet<>(methods);
    if (hold != null && (hold.toMillis() < 1 || hold.compareTo(LONGEST_HOLD) > 0)) {
      throw new IllegalArgumentException(
          name
              + ": the hold limit is "
              + hold.toMillis() / 1e3
              + " s: 0.001 s to "
              + LONGEST_HOLD.toSeconds()
              + " s can be examined; examine with another one by --hold TIME");
    }
  }

  /**
   * What a bare URL is polled at.
   *
   * @param dialect or null, to find it out
   * @param hold or null, where nobody says it
   */
  public static ContractSubject of(
      URI url,
      Dialect dialect,
      String dialectSource,
      String channel,
      Duration hold,
      String holdSource) {
    return new ContractSubject(
        url.toString(),
        url,
        "GET",
        dialect,
        dialectSource,
        channel,
        hold,
        holdSource,
        new TreeSet<>(),
        "",
        new TreeSet<>());
  }

  /** The same, with what else a definition has at its URL. */
  public ContractSubject among(List<LongPollApi> apis) {
    SortedSet<String> all = new TreeSet<>();
    apis.stream().filter(api -> api.url().equals(url)).forEach(api -> all.add(api.method()));
    return new ContractSubject(
        name,
        url,
        method,
        dialect,
        dialectSource,
        channel,
        hold,
        holdSource,
        permitted,
        permittedSource,
        all);
  }

  /**
   * A long poll of a definition.
   *
   * @param dialect in place of the definition's, or null
   * @param hold in place of the definition's, or null
   */
  public static ContractSubject of(
      LongPollApi api,
      Dialect dialect,
      String dialectSource,
      String channel,
      Duration hold,
      String holdSource) {
    return new ContractSubject(
        api.title(),
        api.url(),
        api.method(),
        dialect == null ? api.dialect() : dialect,
        dialect == null ? DEFINITION : dialectSource,
        channel,
        hold == null ? api.holdLimit() : hold,
        hold == null ? DEFINITION : holdSource,
        new TreeSet<>(api.responses().keySet()),
        DEFINITION,
        new TreeSet<>());
  }
}
