package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import longpoll.dialect.FailureKind;
import longpoll.text.Excerpt;
import longpoll.transport.ObservedExchange.ConnectionEnd;
import longpoll.transport.ObservedExchange.Framing;
import longpoll.transport.ObservedExchange.Happening;
import longpoll.transport.ObservedExchange.Head;
import longpoll.transport.ObservedExchange.Read;
import longpoll.transport.ObservedExchange.Surplus;

/** Notes what happens to one request, bounded. Confined to the event loop. */
final class ExchangeRecorder {
  private static final int SURPLUS_KEPT = 4 * Excerpt.LONGEST;

  private final long startMicros;
  private final Body body;
  private final UnaryOperator<String> secrets;
  private final List<Read> pieces = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();
  private final List<Happening> happenings = new ArrayList<>();
  private final ByteArrayOutputStream surplus = new ByteArrayOutputStream();
  private boolean reused;
  private Long connectedMicros;
  private Long sentMicros;
  private int sentBytes;
  private Head head;
  private Framing framing;
  private long bodyBytes;
  private Long endMicros;
  private Long surplusMicros;
  private long surplusBytes;
  private ConnectionEnd connectionEnd = ConnectionEnd.NONE;
  private Long connectionEndMicros;
  private String failure;
  private String detail;

  /**
   * @param secrets takes secrets out of what the server sent, before it is cut: half a secret would
   *     not be known for one
   */
  ExchangeRecorder(long startMicros, BodyBudget budget, UnaryOperator<String> secrets) {
    this.startMicros = startMicros;
    this.secrets = secrets;
    body = new Body(budget);
  }

  boolean hasEnded() {
    return endMicros != null;
  }

  boolean hasFailed() {
    return failure != null;
  }

  boolean hasBegun() {
    return head != null;
  }

  /** Whether the answer's status alone says that there is no body. */
  boolean hasNoBody() {
    return framing == Framing.NO_BODY;
  }

  Long sentMicros() {
    return sentMicros;
  }

  /** What the answer sets. */
  List<String> cookies() {
    return head.headers().getAll(HttpHeaderNames.SET_COOKIE);
  }

  private void note(long micros, String text) {
    if (happenings.size() < ObservedExchange.MOST) {
      happenings.add(new Happening(micros, Excerpt.sentence(secrets.apply(text))));
    }
  }

  void reuses() {
    reused = true;
    connectionEnd = ConnectionEnd.STANDS;
  }

  void connected(long micros, String remote) {
    connectedMicros = micros;
    connectionEnd = ConnectionEnd.STANDS;
    note(micros, "connected to " + remote);
  }

  void sent(long micros, int bytes, String line) {
    sentMicros = micros;
    sentBytes = bytes;
    note(micros, "sent " + line + " (" + bytes + " bytes)");
  }

  void read(long micros, int bytes) {
    if (reads.size() < ObservedExchange.MOST) {
      reads.add(new Read(micros, bytes));
    }
  }

  void interim(long micros, int status) {
    note(micros, "interim answer " + status);
  }

  void head(long micros, HttpResponse answer) {
    head =
        new Head(
            micros,
            answer.protocolVersion().text(),
            answer.status().code(),
            answer.status().reasonPhrase(),
            answer.headers());
    framing = framingOf(answer);
    note(micros, head.version() + " " + head.status() + " " + head.reason() + inBrief(answer));
  }

  private static Framing framingOf(HttpResponse answer) {
    int status = answer.status().code();
    if (status == 204 || status == 304 || status == 101) {
      return Framing.NO_BODY;
    }
    if (HttpUtil.isTransferEncodingChunked(answer)) {
      return Framing.CHUNKED;
    }
    return answer.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        ? Framing.CONTENT_LENGTH
        : Framing.CLOSE;
  }

  /** The headers that say how the answer ends and whether the connection stays. */
  private String inBrief(HttpResponse answer) {
    StringBuilder brief = new StringBuilder();
    for (CharSequence name :
        List.of(
            HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.CONNECTION,
            HttpHeaderNames.RETRY_AFTER)) {
      String value = answer.headers().get(name);
      if (value != null) {
        brief.append(", ").append(name).append(": ").append(Excerpt.of(secrets.apply(value), 40));
      }
    }
    return brief.toString();
  }

  /**
   * Takes a piece of the body.
   *
   * @return false where it has become too long to go on
   */
  boolean content(long micros, ByteBuf content) {
    int bytes = content.readableBytes();
    if (bytes == 0) {
      return true;
    }
    bodyBytes += bytes;
    if (pieces.size() < ObservedExchange.MOST) {
      pieces.add(new Read(micros, bytes));
      note(micros, bytes + " bytes of body");
    }
    try {
      body.append(content);
      return true;
    } catch (Body.UnreadableException e) {
      fail(micros, FailureKind.MALFORMED, e.getMessage());
      return false;
    }
  }

  void ended(long micros) {
    endMicros = micros;
    note(micros, "end of the answer");
  }

  void surplus(long micros, byte[] bytes) {
    if (surplusMicros == null) {
      surplusMicros = micros;
    }
    surplusBytes += bytes.length;
    surplus.write(bytes, 0, Math.min(bytes.length, SURPLUS_KEPT - surplus.size()));
    note(micros, bytes.length + " bytes after the end of the answer: " + Excerpt.of(shown(bytes)));
  }

  private String shown(byte[] bytes) {
    int length = Math.min(bytes.length, SURPLUS_KEPT);
    return secrets.apply(new String(bytes, 0, length, StandardCharsets.UTF_8));
  }

  void connectionEnded(long micros, ConnectionEnd how) {
    connectionEnd = how;
    connectionEndMicros = micros;
    note(
        micros,
        switch (how) {
          case CLOSED -> "the server closed the connection";
          case RESET -> "the connection was reset";
          default -> "this side ended the connection";
        });
  }

  void fail(long micros, String kind, String why) {
    if (failure == null) {
      failure = kind;
      detail = Excerpt.sentence(secrets.apply(why));
      note(micros, kind + ": " + why);
    }
  }

  ObservedExchange done() {
    byte[] whole = null;
    if (endMicros != null) {
      try {
        whole = body.decoded(head.headers().getAll(HttpHeaderNames.CONTENT_ENCODING));
      } catch (Body.UnreadableException e) {
        fail(endMicros, FailureKind.MALFORMED, e.getMessage());
      }
    }
    body.clear();
    return new ObservedExchange(
        reused,
        startMicros,
        connectedMicros,
        sentMicros,
        sentBytes,
        head,
        pieces,
        bodyBytes,
        whole,
        framing,
        endMicros,
        surplusMicros == null
            ? null
            : new Surplus(surplusMicros, surplusBytes, Excerpt.of(shown(surplus.toByteArray()))),
        connectionEnd,
        connectionEndMicros,
        failure,
        detail,
        reads,
        happenings);
  }
}
