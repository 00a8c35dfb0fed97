package longpoll.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import longpoll.dialect.FailureKind;
import longpoll.transport.PollListener.ConnectCause;

/**
 * One TCP connection that several clients poll over, each poll a stream of HTTP/2. Stands when the
 * server has sent its settings, so that never more streams are opened than it allows. Confined to
 * the event loop.
 */
final class Http2Connection extends StampedChannel implements Connector.Pipeline {
  static final String PROTOCOL = "h2";

  private static final String FRAMES = "frames";

  /** Of polls that wait for the end of the turn: beyond, some go out before it. */
  private static final int MOST_FLUSHES = 64;

  private final Http2Pool pool;
  private final Route route;

  /** Clients with a place here. */
  private int clients;

  /** Most clients, and most polls at a time. */
  private long places;

  /** Clients whose polls wait until the connection stands, in the order in which they came. */
  private final Set<PollStream> waiting = new LinkedHashSet<>();

  private final Set<Http2Exchange> underWay = new LinkedHashSet<>();
  private boolean stands;
  private boolean goesAway;
  private Http2FrameCodec codec;
  private ChannelHandlerContext atCodec;
  private Http2StreamChannelBootstrap streams;

  private GivenUpPolls givenUp;

  /** Polls that ended with what was decoded. */
  private int endedPolls;

  Http2Connection(Http2Pool pool, Route route, int places) {
    super(pool.transport);
    this.pool = pool;
    this.route = route;
    this.places = places;
  }

  // ---- Places ----------------------------------------------------------------------------------

  boolean hasPlace() {
    return clients < places && !goesAway && (!stands || isOpen());
  }

  void join(PollStream client) {
    clients++;
    if (!stands) {
      waiting.add(client);
    }
  }

  /** A client goes; with the last one the connection is closed. */
  void leave(PollStream client) {
    waiting.remove(client);
    clients--;
    if (clients == 0) {
      pool.forget(this);
      goesAway = true;
      close();
    }
  }

  boolean stands() {
    return stands;
  }

  /** Whether one more poll can be sent. */
  boolean takesPolls() {
    return stands && !goesAway && isOpen() && underWay.size() < places;
  }

  /** Why a client whose poll cannot be sent here connects anew. */
  ConnectCause whyNot() {
    if (!isOpen() && !goesAway) {
      return ConnectCause.SILENT_CLOSE;
    }
    return goesAway ? ConnectCause.ANNOUNCED_CLOSE : ConnectCause.FIRST;
  }

  // ---- Connecting ------------------------------------------------------------------------------

  void connect() {
    Connector.connect(transport, pool.loop, route, this, () -> !waiting.isEmpty())
        .addListener(
            (Future<Channel> standing) -> {
              if (standing.isSuccess()) {
                speak(standing.getNow());
              } else {
                cannotConnect(standing.cause());
              }
            });
  }

  @Override
  public void install(Channel channel, ChannelHandler... handlers) {
    stamp(channel);
    for (ChannelHandler handler : handlers) {
      if (handler != null) {
        channel.pipeline().addLast(handler);
      }
    }
    channel.pipeline().addLast(FRAMES, new ConnectionFrames());
  }

  @Override
  public SslHandler tls(PollTransport any, Channel channel, Route to) {
    return any.http2Tls(channel, to);
  }

  private void speak(Channel channel) {
    String chosen = channel.pipeline().get(SslHandler.class).applicationProtocol();
    if (!PROTOCOL.equals(chosen)) {
      close();
      cannotConnect(new Failures.NoHttp2Exception(chosen));
      return;
    }
    codec = Http2Codec.ofClient();
    channel
        .pipeline()
        // In front of TLS: what one turn of the event loop sends is one record and one write.
        .addBefore(FRAMES, null, new FlushConsolidationHandler(MOST_FLUSHES, true))
        .addBefore(FRAMES, null, codec)
        .addBefore(FRAMES, null, new Http2MultiplexHandler(new Refusal()));
    atCodec = channel.pipeline().context(codec);
    givenUp = new GivenUpPolls(codec, atCodec);
    streams = new Http2StreamChannelBootstrap(channel);
  }

  private void cannotConnect(Throwable cause) {
    pool.forget(this);
    goesAway = true;
    forEachWaiting(client -> client.cannotConnect(cause));
  }

  private void forEachWaiting(Consumer<PollStream> what) {
    List<PollStream> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(what);
  }

  private void settings(Long mostStreams) {
    if (mostStreams != null) {
      pool.serverAllows(mostStreams);
      places = Math.min(transport.streams(), mostStreams);
    }
    if (!stands) {
      stands = true;
      Http2Codec.openWindow(codec);
      atCodec.flush();
      begin();
    }
  }

  private void begin() {
    if (places == 0) {
      close();
      cannotConnect(
          new IOException(
              "the server allows no stream on a connection (MAX_CONCURRENT_STREAMS 0)"));
      return;
    }
    List<PollStream> all = List.copyOf(waiting);
    waiting.clear();
    if (!all.isEmpty()) {
      all.get(0).connected();
    }
    for (PollStream client : all) {
      if (underWay.size() < places) {
        client.write();
      } else {
        client.moves();
      }
    }
  }

  // ---- Polls -----------------------------------------------------------------------------------

  /** Sends a poll as a stream of its own. */
  void send(Http2Exchange exchange, byte[] request) {
    Http2Requests.Head head = pool.requests.head(request);
    boolean bare = head.bodyStart() == request.length;
    underWay.add(exchange);
    streams
        .handler(exchange)
        .open()
        .addListener(
            (Future<Http2StreamChannel> opened) -> {
              if (!opened.isSuccess()) {
                exchange.notSent(opened.cause());
                return;
              }
              Http2StreamChannel stream = opened.getNow();
              stream
                  .write(new DefaultHttp2HeadersFrame(head.headers(), bare))
                  .addListener(
                      written -> {
                        if (!written.isSuccess()) {
                          exchange.notSent(written.cause());
                        }
                      });
              if (!bare) {
                int length = request.length - head.bodyStart();
                stream.write(
                    new DefaultHttp2DataFrame(
                        Unpooled.wrappedBuffer(request, head.bodyStart(), length), true));
              }
              stream.flush();
            });
  }

  /** Nothing of this poll is waited for any more. */
  void over(Http2Exchange exchange) {
    underWay.remove(exchange);
    endedPolls++;
    if (goesAway && underWay.isEmpty()) {
      close();
    }
  }

  void giveUp(Http2Exchange exchange) {
    givenUp.add(exchange);
  }

  // ---- What the connection brings
  // ----------------------------------------------------------------

  @Override
  void decode(byte[] bytes, ReadQueue queue) {
    passOn(bytes);
  }

  @Override
  void decoded() {
    atSocket.fireChannelReadComplete();
  }

  @Override
  int tell() {
    // The clients whose polls have ended wait in the queue themselves.
    int polls = Math.max(1, endedPolls);
    endedPolls = 0;
    return polls;
  }

  @Override
  void brokenAtSocket(ChannelHandlerContext context, Throwable cause) {
    context.fireExceptionCaught(cause);
  }

  @Override
  void ended() {
    pool.forget(this);
    String how = wasReset() ? "reset" : "closed";
    String kind = wasReset() ? FailureKind.RESET : FailureKind.CLOSED;
    forEachUnderWay(exchange -> exchange.connectionEnded(kind, "the connection was " + how));
    if (codec != null) {
      forEachWaiting(
          client ->
              client.failsConnecting(
                  kind, "the connection was " + how + " before the server spoke HTTP/2"));
    }
  }

  private void forEachUnderWay(Consumer<Http2Exchange> what) {
    List.copyOf(underWay).forEach(what);
  }

  private void goesAway() {
    goesAway = true;
    pool.forget(this);
    if (!stands) {
      forEachWaiting(
          client ->
              client.failsConnecting(
                  FailureKind.CLOSED, "the server ended the connection as soon as it stood"));
    }
    if (underWay.isEmpty()) {
      close();
    }
  }

  private void broken(Throwable cause) {
    boolean ofStream = cause instanceof Http2Exception error && Http2Exception.isStreamError(error);
    if (codec == null || ofStream) {
      // Whoever connects knows already, or the stream does.
      return;
    }
    if (Failures.isTls(cause)) {
      forEachUnderWay(exchange -> exchange.broken(FailureKind.TLS, Failures.inWords(cause)));
    } else if (cause instanceof Http2Exception) {
      String detail = "what came is not HTTP/2: " + Failures.inWords(cause);
      forEachUnderWay(exchange -> exchange.broken(FailureKind.MALFORMED, detail));
    } else if (!(cause instanceof IOException)) {
      forEachUnderWay(exchange -> exchange.broken(FailureKind.INTERNAL, Failures.inWords(cause)));
    }
    // An IOException ends the connection, which tells the rest.
    channel().close();
  }

  /** Last in the pipeline: what concerns the connection as a whole. */
  private final class ConnectionFrames extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      try {
        if (frame instanceof Http2SettingsFrame settings) {
          settings(settings.settings().maxConcurrentStreams());
        } else if (frame instanceof Http2GoAwayFrame) {
          goesAway();
        } else if (frame instanceof Http2PingFrame ping && ping.ack()) {
          givenUp.answered(ping.content());
        }
      } finally {
        ReferenceCountUtil.release(frame);
      }
    }

    /** A peer that says the last of TLS says no more, whether it closes the connection or not. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslCloseCompletionEvent) {
        context.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      broken(cause);
    }
  }

  /** Of streams that the server opens, which it was told not to. */
  private static final class Refusal extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel pushed) {
      pushed.close();
    }
  }
}
