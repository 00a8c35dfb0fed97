package longpoll.transport;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/**
 * Everything that happened to one request, from connecting to the last byte that was listened for.
 * Immutable. Instants are microseconds since the {@link ExchangeObserver} was made, so that the
 * exchanges of one observer can be laid beside each other; what did not happen is null.
 *
 * @param reused whether it went over the connection of the client's exchange before
 * @param startMicros when it began, before connecting
 * @param connectedMicros when the connection stood, TLS included; null for a reused one as well
 * @param sentMicros when the request was written
 * @param sentBytes how long the request was
 * @param head of the answer; interim answers are no answers
 * @param pieces of the body as they were decoded: tell batching and buffering
 * @param bodyBytes how many bytes of body came, content codings and chunk sizes aside
 * @param body whole and with its content codings undone; null where there is none to be had
 * @param framing how the answer's end was marked; null until its head has come
 * @param endMicros when the whole answer was there
 * @param surplus what came after the end of the answer; null for nothing
 * @param connectionEnd what became of the connection while it was watched
 * @param connectionEndMicros when it ended
 * @param failure a {@link longpoll.dialect.FailureKind} where there is no answer that can be read
 * @param detail of the failure, for a person: printable and bounded
 * @param reads what the socket brought, TLS included, at most {@link #MOST}
 * @param happenings all of the above in order of time, for a person, at most {@link #MOST}
 */
public record ObservedExchange(
    boolean reused,
    long startMicros,
    Long connectedMicros,
    Long sentMicros,
    int sentBytes,
    Head head,
    List<Read> pieces,
    long bodyBytes,
    byte[] body,
    Framing framing,
    Long endMicros,
    Surplus surplus,
    ConnectionEnd connectionEnd,
    Long connectionEndMicros,
    String failure,
    String detail,
    List<Read> reads,
    List<Happening> happenings) {

  /** Longest of the lists; what comes beyond is only counted. */
  public static final int MOST = 1_000;

  /**
   * The head of an answer.
   *
   * @param version such as {@code HTTP/1.1}
   * @param reason the phrase behind the status, as sent
   */
  public record Head(long micros, String version, int status, String reason, HttpHeaders headers) {}

  /** Bytes that came together. */
  public record Read(long micros, int bytes) {}

  /**
   * Bytes after the end of an answer that nobody asked for.
   *
   * @param micros when the first of them came
   * @param excerpt printable and bounded
   */
  public record Surplus(long micros, long bytes, String excerpt) {}

  /**
   * Something that happened.
   *
   * @param text printable and bounded
   */
  public record Happening(long micros, String text) {}

  /** How the end of an answer is marked (RFC 9112, 6.3). */
  public enum Framing {
    /** The status alone says that there is no body. */
    NO_BODY,
    CONTENT_LENGTH,
    CHUNKED,
    /** The end of the connection is the end of the body. */
    CLOSE
  }

  /** What became of the connection. */
  public enum ConnectionEnd {
    /** It stood for as long as it was watched. */
    STANDS,
    /** The server ended it with a FIN. */
    CLOSED,
    /** The server, or something in between, ended it with an RST. */
    RESET,
    /** This side ended it in the middle, as planned or at the limit. */
    LEFT,
    /** There was none. */
    NONE
  }

  public ObservedExchange {
    pieces = List.copyOf(pieces);
    reads = List.copyOf(reads);
    happenings = List.copyOf(happenings);
  }

  /** The same without its body, for who keeps many of them. */
  public ObservedExchange withoutBody() {
    return new ObservedExchange(
        reused,
        startMicros,
        connectedMicros,
        sentMicros,
        sentBytes,
        head,
        pieces,
        bodyBytes,
        null,
        framing,
        endMicros,
        surplus,
        connectionEnd,
        connectionEndMicros,
        failure,
        detail,
        reads,
        happenings);
  }

  /** Whether a whole answer came, be it one that can be read or not. */
  public boolean answered() {
    return endMicros != null;
  }

  /** The status of the answer, or 0 where no head came. */
  public int status() {
    return head == null ? 0 : head.status();
  }

  /** The first value of a header of the answer, or null. */
  public String header(String name) {
    return head == null ? null : head.headers().get(name);
  }

  /** From the request sent to the whole answer, or null. */
  public Long holdMicros() {
    return endMicros == null || sentMicros == null ? null : endMicros - sentMicros;
  }
}
