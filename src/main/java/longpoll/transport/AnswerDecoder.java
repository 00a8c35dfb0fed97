package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ByteProcessor;
import java.util.function.Consumer;

/**
 * Decodes what TLS, if there is any, has let through: Netty's decoder with this project's bounds,
 * which also tells what Netty hides. Confined to the event loop.
 */
final class AnswerDecoder extends HttpResponseDecoder {
  /** Longer than any head that a server has reason to send. */
  private static final int LONGEST_HEAD = 64 * 1024;

  private static final HttpDecoderConfig DECODING =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(LONGEST_HEAD)
          .setMaxHeaderSize(LONGEST_HEAD)
          // RFC 9112, 2.2, lets a recipient take a bare line feed for the end of a line.
          .setStrictLineParsing(false)
          // What servers get wrong in a header that no poll needs is not the run's business.
          .setValidateHeaders(false);

  private final Consumer<ByteBuf> arrived;
  private String dropped;

  /**
   * @param arrived told of bytes before they are decoded, unless they are empty lines; not to keep
   *     or to read them off
   */
  AnswerDecoder(Consumer<ByteBuf> arrived) {
    super(DECODING);
    this.arrived = arrived;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (isMoreThanEmptyLines((ByteBuf) message)) {
      arrived.accept((ByteBuf) message);
    }
    super.channelRead(context, message);
  }

  /** RFC 9112, 9.2: empty lines between answers mean nothing. */
  private static boolean isMoreThanEmptyLines(ByteBuf bytes) {
    return bytes.forEachByte(ByteProcessor.FIND_NON_CRLF) >= 0;
  }

  /** Whether everything that has come is decoded. */
  boolean isEmpty() {
    return !internalBuffer().isReadable();
  }

  /** What has come beyond what was decoded so far, not to be kept, or null for nothing. */
  ByteBuf more() {
    ByteBuf rest = internalBuffer();
    return isMoreThanEmptyLines(rest) ? rest : null;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    boolean empty =
        ((HttpResponse) message).status().code() < 200 || super.isContentAlwaysEmpty(message);
    dropped = empty ? message.headers().get(HttpHeaderNames.TRANSFER_ENCODING) : null;
    return empty;
  }

  /** Netty drops the sign that a 204 has a body, which no 204 may have: readers want to know. */
  void restoreCoding(HttpResponse head) {
    if (dropped != null) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, dropped);
    }
  }
}
