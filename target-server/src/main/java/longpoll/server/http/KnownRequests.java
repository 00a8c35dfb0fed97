package longpoll.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import longpoll.server.hub.PollRequest;
import longpoll.server.text.BadParameterException;

/**
 * Recognises polls whose bytes, all but the query, are those of a poll that Undertow has read. A
 * client sends the same headers with each of its polls, and thousands of clients send the same, so
 * nearly every poll but a connection's first is recognised. The others are read by Undertow, so
 * that it alone decides what is accepted. Each IO thread has one of these.
 *
 * <p>Known are the bytes from the end of the query to the end of the head: protocol and headers.
 * They are learned from a request whose bytes were all here, and that Undertow then handed on as a
 * poll on a connection that stays open, with nothing left over.
 */
final class KnownRequests {
  private static final byte[] START = "GET /poll".getBytes(StandardCharsets.US_ASCII);
  private static final ByteBuffer END =
      ByteBuffer.wrap("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

  /** Undertow refuses too many parameters; so few bytes cannot have too many. */
  private static final int LONGEST_QUERY = 1_000;

  /** So many kinds of clients are known at a time; the latest replaces the oldest. */
  private static final int KINDS = 8;

  private final ByteBuffer[] known = new ByteBuffer[KINDS];
  private int learned;

  /** On its way to Undertow, which has not handed it on yet. */
  private ByteBuffer candidate;

  private HttpServerConnection candidateFrom;

  /** The latest query and what it says: in a broadcast all ask for the same. */
  private ByteBuffer lastQuery;

  private PollRequest lastRequest;

  /**
   * The poll that these bytes are, or null where Undertow has to read them.
   *
   * @param bytes from position 0 to the limit; the same when this returns
   */
  PollRequest match(ByteBuffer bytes, HttpServerConnection connection) {
    int limit = bytes.limit();
    int end = endOfQuery(bytes);
    if (end < 0) {
      return null;
    }
    try {
      bytes.position(end);
      if (!isKnown(bytes)) {
        candidate = copy(bytes);
        candidateFrom = connection;
        return null;
      }
      bytes.position(Math.min(START.length + 1, end)).limit(end);
      return request(bytes);
    } catch (BadParameterException e) {
      // Undertow hands it on, and then it is refused.
      return null;
    } finally {
      bytes.limit(limit).position(0);
    }
  }

  /** Takes note of a poll that Undertow has read. */
  void learn(HttpServerExchange exchange) {
    if (candidateFrom != exchange.getConnection()) {
      return;
    }
    if (exchange.isHttp11()
        && exchange.isPersistent()
        && exchange.isRequestComplete()
        && candidateFrom.getExtraBytes() == null
        && endsAsHead(candidate)) {
      known[learned++ % KINDS] = candidate;
    }
    candidate = null;
    candidateFrom = null;
  }

  /** Index after path and query, or -1 for what is no simple poll. */
  private static int endOfQuery(ByteBuffer bytes) {
    int length = Math.min(bytes.limit(), START.length + LONGEST_QUERY);
    if (length <= START.length) {
      return -1;
    }
    for (int i = 0; i < START.length; i++) {
      if (bytes.get(i) != START[i]) {
        return -1;
      }
    }
    if (bytes.get(START.length) == ' ') {
      return START.length;
    }
    if (bytes.get(START.length) != '?') {
      return -1;
    }
    for (int i = START.length + 1; i < length; i++) {
      int c = bytes.get(i);
      if (c == ' ') {
        return i;
      }
      if (!isPlain(c)) {
        return -1;
      }
    }
    return -1;
  }

  /** What needs no decoding in a query. */
  private static boolean isPlain(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '='
        || c == '&'
        || c == ','
        || c == '.'
        || c == '_'
        || c == ':'
        || c == '~'
        || c == '-';
  }

  private boolean isKnown(ByteBuffer rest) {
    for (ByteBuffer each : known) {
      if (rest.equals(each)) {
        return true;
      }
    }
    return false;
  }

  private PollRequest request(ByteBuffer query) throws BadParameterException {
    if (!query.equals(lastQuery)) {
      ByteBuffer copy = copy(query);
      lastRequest =
          PollRequest.parse(StandardCharsets.US_ASCII.decode(copy.duplicate()).toString());
      lastQuery = copy;
    }
    return lastRequest;
  }

  private static boolean endsAsHead(ByteBuffer head) {
    int from = head.limit() - END.limit();
    return from >= 0 && head.slice(from, END.limit()).equals(END);
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }
}
