package longpoll.transport;

import java.util.List;

/**
 * A whole answer, its content codings undone.
 *
 * @param body not to be changed
 * @param nanos when its last byte was read, by the clock that measures durations
 * @param micros the same by the wall clock, microseconds since the Unix epoch
 * @param maybeEarlierNanos how much earlier it may have been there unread; 0 where that is not
 *     watched
 */
public record PollAnswer(
    int status,
    AnswerHeaders headers,
    byte[] body,
    long nanos,
    long micros,
    long maybeEarlierNanos) {

  /** A header's first value, or null. */
  public String header(String name) {
    return headers.get(name);
  }

  /** The values of all headers of a name. */
  public List<String> headers(String name) {
    return headers.getAll(name);
  }
}
