package longpoll.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * The polls of a connection over HTTP/2 that clients have given up, until the server knows. An
 * answer that crosses the reset of its stream still arrives, so that the poll ends the same way on
 * both sides: here the stream stays open until a ping that follows the reset is answered. Confined
 * to the event loop.
 */
final class GivenUpPolls {
  /** "cut", to tell these pings from others. */
  private static final long PING = 0x6375740000000000L;

  private final Http2FrameCodec codec;
  private final ChannelHandlerContext atCodec;

  /** Since the last ping was sent. */
  private List<Http2Exchange> sincePing = new ArrayList<>();

  /** Before it, until it is answered; or null. */
  private List<Http2Exchange> beforePing;

  GivenUpPolls(Http2FrameCodec codec, ChannelHandlerContext atCodec) {
    this.codec = codec;
    this.atCodec = atCodec;
  }

  /** Tells the server that a poll is given up. */
  void add(Http2Exchange exchange) {
    codec
        .encoder()
        .frameWriter()
        .writeRstStream(
            atCodec, exchange.streamId(), Http2Error.CANCEL.code(), atCodec.newPromise());
    sincePing.add(exchange);
    if (beforePing == null) {
      ping();
    } else {
      atCodec.flush();
    }
  }

  private void ping() {
    beforePing = sincePing;
    sincePing = new ArrayList<>();
    atCodec.channel().writeAndFlush(new DefaultHttp2PingFrame(PING));
  }

  /**
   * A ping was answered.
   *
   * @param content of the ping
   */
  void answered(long content) {
    if (content != PING || beforePing == null) {
      return;
    }
    List<Http2Exchange> over = beforePing;
    beforePing = null;
    if (!sincePing.isEmpty()) {
      ping();
    }
    for (Http2Exchange exchange : over) {
      if (exchange.isAwaited()) {
        forget(exchange.streamId());
        exchange.cut();
      }
    }
  }

  /** Closes a stream without another reset. */
  private void forget(int id) {
    Http2Stream stream = codec.connection().stream(id);
    if (stream != null) {
      stream.resetSent();
      stream.close();
    }
  }
}
