package longpoll.dialect;

import java.nio.charset.StandardCharsets;
import longpoll.dialect.file.DeclaredDialect;

/**
 * Answers over HTTP as the bundled server gives them, and the server of the article: what a stub
 * says to those who rehearse their polls. Three of four deliver an event.
 */
public final class RehearsedAnswers {
  private static final int EMPTY_EVERY = 4;

  private RehearsedAnswers() {}

  /**
   * The dialect to read these answers in before a run: its own where that is code. Where it is a
   * file, the native protocol as a file: the JVM compiles other code for these, and would throw
   * that away when the first real answer comes.
   */
  public static Dialect dialectFor(Dialect ofRun) {
    return ofRun instanceof DeclaredDialect ? DeclaredDialect.ofNative() : ofRun;
  }

  /**
   * @param poll its number, from 1, which is that of its event
   * @param bare whether clients have no cursor, and some answers are an event and nothing around it
   * @param plannedMicros when the event was planned, microseconds since the Unix epoch
   */
  public static byte[] of(int poll, boolean bare, long plannedMicros) {
    if (poll % EMPTY_EVERY == 0) {
      return ("HTTP/1.1 204 No Content\r\nCache-Control: no-store\r\nPoll-Next: "
              + poll
              + "\r\nPoll-Epoch: rehearsal\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);
    }
    String event =
        "{\"id\":"
            + poll
            + ",\"channel\":\"default\",\"seq\":"
            + poll
            + ",\"plannedAt\":"
            + plannedMicros
            + ",\"publishedAt\":"
            + plannedMicros
            + ",\"data\":\"................................\"}";
    // As the article's server answers, and as the bundled one does.
    String json =
        bare && poll % EMPTY_EVERY == 1
            ? event
            : "{\"epoch\":\"rehearsal\",\"next\":" + (poll + 1) + ",\"events\":[" + event + "]}";
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n"
            + json)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
