package longpoll.api;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import longpoll.dialect.ArticleDialect;
import longpoll.dialect.Dialect;
import longpoll.dialect.StatusMeaning;

/**
 * One long poll of a definition. Immutable.
 *
 * @param name of the API; printable, one line of at most {@value #LONGEST_NAME} characters
 * @param url where it is polled; http or https, with a host and a path
 * @param method by which it is polled, in capitals
 * @param holdLimit longest that the server holds a poll
 * @param responses the permitted statuses with their descriptions, which may be empty; never empty
 *     itself
 * @param meanings what each of these statuses means
 */
public record LongPollApi(
    String name,
    URI url,
    String method,
    Duration holdLimit,
    SortedMap<Integer, String> responses,
    SortedMap<Integer, StatusMeaning> meanings) {

  /** As a run's label, which it becomes. */
  public static final int LONGEST_NAME = 100;

  public LongPollApi {
    responses = Collections.unmodifiableSortedMap(new TreeMap<>(responses));
    meanings = Collections.unmodifiableSortedMap(new TreeMap<>(meanings));
    if (responses.isEmpty() || !responses.keySet().equals(meanings.keySet())) {
      throw new IllegalArgumentException("each response needs a meaning: " + meanings);
    }
  }

  /** What tells it from others of its file: {@code GET LongPollAPI}. */
  public String title() {
    return method + " " + name;
  }

  /** A bare poll by this method, to which only these statuses are answers. */
  public Dialect dialect() {
    return ArticleDialect.permitting(method, meanings);
  }
}
