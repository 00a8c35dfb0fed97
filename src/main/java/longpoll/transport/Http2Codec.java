package longpoll.transport;

import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/** Netty's frame codec with this project's bounds; floods are bounded by Netty's own. */
final class Http2Codec {
  private static final int LONGEST_HEAD = 64 * 1024;

  /** An answer of this size comes without waiting for the window to be opened. */
  private static final int STREAM_WINDOW = 1024 * 1024;

  /** What the answers to a broadcast take together. */
  private static final int CONNECTION_WINDOW = 16 * 1024 * 1024;

  private Http2Codec() {}

  static Http2FrameCodec ofClient() {
    return Http2FrameCodecBuilder.forClient()
        .initialSettings(
            new Http2Settings()
                .pushEnabled(false)
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(LONGEST_HEAD))
        .headerSensitivityDetector((name, value) -> Http2Requests.staysOutOfTable(name))
        // A connection is closed as one of HTTP/1.1 is.
        .decoupleCloseAndGoAway(true)
        .build();
  }

  /** Lets the server send more than HTTP/2 allows from the start; to be flushed. */
  static void openWindow(Http2FrameCodec codec) {
    Http2Stream whole = codec.connection().connectionStream();
    Http2LocalFlowController windows = codec.connection().local().flowController();
    try {
      windows.incrementWindowSize(whole, CONNECTION_WINDOW - windows.windowSize(whole));
    } catch (Http2Exception e) {
      throw new IllegalStateException("the window cannot be opened", e);
    }
  }
}
