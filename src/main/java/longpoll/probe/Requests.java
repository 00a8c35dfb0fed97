package longpoll.probe;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import longpoll.dialect.Dialect;
import longpoll.dialect.Position;

/**
 * Writes polls. After a broadcast all probes of a channel stand at the same position, so the bytes
 * of the last poll are kept. Confined to one thread.
 */
final class Requests {
  private final Dialect dialect;
  private final String before;
  private final boolean ownQuery;
  private final String after;

  private Position lastPosition;
  private Duration lastHold;
  private String lastChannel;
  private byte[] last;

  Requests(URI poll, Dialect dialect) {
    this.dialect = dialect;
    String path = poll.getRawPath().isEmpty() ? "/" : poll.getRawPath();
    ownQuery = poll.getRawQuery() != null && !poll.getRawQuery().isEmpty();
    before = "GET " + path + (ownQuery ? "?" + poll.getRawQuery() : "");
    String host = poll.getHost() + (poll.getPort() < 0 ? "" : ":" + poll.getPort());
    after =
        " HTTP/1.1\r\nHost: "
            + host
            + "\r\nAccept: application/json\r\nUser-Agent: longpoll-probe\r\n\r\n";
  }

  /** The bytes of a poll; not to be changed. */
  byte[] poll(Position position, Duration hold, String channel) {
    if (last == null
        || !position.equals(lastPosition)
        || !hold.equals(lastHold)
        || !channel.equals(lastChannel)) {
      String query = dialect.query(position, hold, channel);
      String joint = query.isEmpty() ? "" : ownQuery ? "&" : "?";
      last = (before + joint + query + after).getBytes(StandardCharsets.US_ASCII);
      lastPosition = position;
      lastHold = hold;
      lastChannel = channel;
    }
    return last;
  }
}
