package longpoll.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server of HTTP/2 that does what a test tells it: each request waits for that. Knows which
 * connections came, and which streams were reset.
 */
final class StreamServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  final List<Channel> connections = new CopyOnWriteArrayList<>();
  final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  final BlockingQueue<Integer> resets = new LinkedBlockingQueue<>();

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel listening;

  /** A request on its stream. */
  static final class Asked {
    final Http2StreamChannel stream;
    final Http2Headers head;

    Asked(Http2StreamChannel stream, Http2Headers head) {
      this.stream = stream;
      this.head = head;
    }

    String query() {
      String path = head.path().toString();
      return path.substring(path.indexOf('?') + 1);
    }

    Channel connection() {
      return stream.parent();
    }

    /** A 200 with a body. */
    void answer(String body) {
      head("200", false);
      data(body, true);
    }

    /**
     * @param status null for trailers
     */
    void head(String status, boolean last, String... namesAndValues) {
      Http2Headers headers = new DefaultHttp2Headers(false);
      if (status != null) {
        headers.status(status);
      }
      for (int i = 0; i < namesAndValues.length; i += 2) {
        headers.add(namesAndValues[i], namesAndValues[i + 1]);
      }
      stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, last));
    }

    void data(String text, boolean last) {
      data(text.getBytes(StandardCharsets.ISO_8859_1), last);
    }

    void data(byte[] bytes, boolean last) {
      stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), last));
    }

    /** Frames as they are, which Netty would not send. */
    void raw(byte[] frames) {
      connection().writeAndFlush(Unpooled.wrappedBuffer(frames));
    }

    /** A frame for this stream. */
    byte[] frame(int type, int flags, byte[] payload) {
      return ByteBuffer.allocate(9 + payload.length)
          .put((byte) (payload.length >> 16))
          .putShort((short) payload.length)
          .put((byte) type)
          .put((byte) flags)
          .putInt(stream.stream().id())
          .put(payload)
          .array();
    }

    void reset(Http2Error error) {
      stream.writeAndFlush(new DefaultHttp2ResetFrame(error));
    }

    /** The connection takes no more streams than so many after this one. */
    void goAway(Http2Error error, int streamsMore) {
      Http2GoAwayFrame frame = new DefaultHttp2GoAwayFrame(error);
      frame.setExtraStreamIds(streamsMore);
      connection().writeAndFlush(frame);
    }
  }

  StreamServer(TestCertificate certificate, Http2Settings settings)
      throws IOException, GeneralSecurityException {
    SslContext tls =
        new JdkSslContext(
            certificate.server(),
            false,
            null,
            IdentityCipherSuiteFilter.INSTANCE,
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                "h2"),
            ClientAuth.NONE,
            null,
            false);
    listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    channel
                        .pipeline()
                        .addLast(
                            tls.newHandler(channel.alloc()),
                            Http2FrameCodecBuilder.forServer()
                                .initialSettings(settings)
                                .validateHeaders(false)
                                .decoderEnforceMaxRstFramesPerWindow(0, 0)
                                .build(),
                            new Http2MultiplexHandler(
                                new ChannelInitializer<Channel>() {
                                  @Override
                                  protected void initChannel(Channel stream) {
                                    stream.pipeline().addLast(new Requests());
                                  }
                                }));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  Route route() {
    return new DirectRoute(
        "127.0.0.1", ((InetSocketAddress) listening.localAddress()).getPort(), true, null);
  }

  /** Closes a connection without a GOAWAY. */
  static void drop(Channel connection) {
    connection.pipeline().context(Http2FrameCodec.class).close();
  }

  /** The next request. */
  Asked next() throws InterruptedException {
    Asked next = asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request came");
    }
    return next;
  }

  /** The next stream that the client resets. */
  int nextReset() throws InterruptedException {
    Integer next = resets.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no stream was reset");
    }
    return next;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Requests extends ChannelInboundHandlerAdapter {
    private Http2Headers head;

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      if (frame instanceof Http2HeadersFrame headers) {
        head = headers.headers();
        ended(context, headers.isEndStream());
      } else if (frame instanceof Http2DataFrame data) {
        head.add("body", data.content().toString(StandardCharsets.ISO_8859_1));
        ended(context, data.isEndStream());
      }
      ReferenceCountUtil.release(frame);
    }

    private void ended(ChannelHandlerContext context, boolean isLast) {
      if (isLast) {
        asked.add(new Asked((Http2StreamChannel) context.channel(), head));
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof Http2ResetFrame) {
        resets.add(((Http2StreamChannel) context.channel()).stream().id());
      }
      ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // The client has left.
    }
  }
}
