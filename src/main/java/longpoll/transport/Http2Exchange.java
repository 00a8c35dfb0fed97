package longpoll.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import longpoll.dialect.FailureKind;

/**
 * One poll on the stream that carries it: takes the answer apart from interim ones, and hands it to
 * the client, as long as that waits for it. Confined to the event loop.
 */
final class Http2Exchange extends ChannelInboundHandlerAdapter {
  private static final int NO_STATUS = -1;

  private final PollStream client;
  private Http2StreamChannel stream;

  /** The head of the answer has come. */
  private boolean answering;

  Http2Exchange(PollStream client) {
    this.client = client;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    stream = (Http2StreamChannel) context.channel();
  }

  int streamId() {
    return stream.stream().id();
  }

  /** Whether the client still waits for this. */
  boolean isAwaited() {
    return client.awaits(this);
  }

  // ---- What the stream brings ------------------------------------------------------------------

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    try {
      if (!isAwaited()) {
        return;
      }
      if (frame instanceof Http2HeadersFrame head) {
        head(head.headers(), head.isEndStream());
      } else if (frame instanceof Http2DataFrame data) {
        client.content(data.content());
        if (data.isEndStream() && isAwaited()) {
          client.answered();
        }
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void head(Http2Headers headers, boolean isLast) {
    if (!answering) {
      int status = status(headers.status());
      if (status == NO_STATUS) {
        client.malformed("what came is not an HTTP answer: no status");
        return;
      }
      if (status < 200) {
        // An interim answer.
        return;
      }
      answering = true;
      client.head(status, new Http2AnswerHeaders(headers));
    }
    // Headers after the head are trailers, which nobody needs.
    if (isLast && isAwaited()) {
      client.answered();
    }
  }

  private static int status(CharSequence text) {
    if (text == null || text.length() != 3) {
      return NO_STATUS;
    }
    int status = 0;
    for (int i = 0; i < 3; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return NO_STATUS;
      }
      status = 10 * status + text.charAt(i) - '0';
    }
    return status < 100 ? NO_STATUS : status;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    try {
      if (!isAwaited()) {
        return;
      }
      if (event instanceof Http2ResetFrame reset) {
        client.streamEnded(
            FailureKind.RESET, "the stream was reset (" + error(reset.errorCode()) + ")");
      } else if (event instanceof Http2GoAwayFrame goAway) {
        client.failed(
            FailureKind.CLOSED,
            "the server ended the connection ("
                + error(goAway.errorCode())
                + ") without answering the poll");
      }
    } finally {
      ReferenceCountUtil.release(event);
    }
  }

  private static String error(long code) {
    Http2Error error = Http2Error.valueOf(code);
    return error == null ? "error " + code : error.name();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (isAwaited()) {
      client.streamEnded(FailureKind.CLOSED, "the stream was closed");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (isAwaited()) {
      client.malformed("what came is not an HTTP answer: " + Failures.inWords(cause));
    }
  }

  // ---- Told by the connection ------------------------------------------------------------------

  void notSent(Throwable cause) {
    if (isAwaited()) {
      client.failed(FailureKind.CLOSED, "the poll could not be sent: " + Failures.inWords(cause));
    }
  }

  void connectionEnded(String kind, String how) {
    if (isAwaited()) {
      client.streamEnded(kind, how);
      client.connectionGone();
    }
  }

  void broken(String kind, String detail) {
    if (isAwaited()) {
      client.failed(kind, detail);
    }
  }

  /** The server knows that the poll was given up, and has not answered it before. */
  void cut() {
    client.cutDone();
  }

  /** What the stream still brings belongs to nobody. */
  void cancel() {
    if (stream != null) {
      stream.close();
    }
  }
}
