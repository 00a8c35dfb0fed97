package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import longpoll.dialect.FailureKind;
import longpoll.transport.ObservedExchange.ConnectionEnd;

/**
 * One connection of an {@link ObservedClient}: a tap at the socket, which stamps, and the codec.
 * Tells the exchange under way what comes. Confined to the event loop.
 */
final class ObservedWire {
  private final ExchangeObserver observer;
  private final AnswerDecoder decoder = new AnswerDecoder(this::arrived);
  private Channel channel;
  private ObservedClient.Exchange exchange;

  /** Of the read that is being decoded. */
  private long readMicros;

  private boolean reset;
  private boolean ended;

  /** Bytes came that belong to no answer, so that the next answer could not be told from them. */
  private boolean spoilt;

  ObservedWire(ExchangeObserver observer) {
    this.observer = observer;
  }

  void install(Channel made, ChannelHandler... handlers) {
    channel = made;
    ChannelPipeline pipeline = made.pipeline();
    pipeline.addLast(new Tap());
    for (ChannelHandler handler : handlers) {
      if (handler != null) {
        pipeline.addLast(handler);
      }
    }
    pipeline.addLast(decoder, new Answers());
  }

  Channel channel() {
    return channel;
  }

  /**
   * @param next whom to tell, or null for nobody
   */
  void follow(ObservedClient.Exchange next) {
    exchange = next;
  }

  /** Whether another request can go over it. */
  boolean isUsable() {
    return channel != null && channel.isActive() && !spoilt && !ended;
  }

  void write(byte[] request) {
    channel.writeAndFlush(channel.alloc().buffer(request.length).writeBytes(request));
  }

  void close() {
    end(false);
  }

  /**
   * @param hard with a reset
   */
  void end(boolean hard) {
    exchange = null;
    if (channel != null) {
      if (hard) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      channel.close();
    }
  }

  /** Bytes, before they are decoded. */
  private void arrived(ByteBuf bytes) {
    if (exchange == null) {
      spoilt = true;
    } else if (exchange.recorder.hasEnded()) {
      surplus(ByteBufUtil.getBytes(bytes));
    }
  }

  private void surplus(byte[] bytes) {
    spoilt = true;
    exchange.recorder.surplus(readMicros, bytes);
  }

  /** First in the pipeline. */
  private final class Tap extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      readMicros = observer.micros();
      if (exchange != null) {
        exchange.recorder.read(readMicros, ((ByteBuf) message).readableBytes());
      }
      context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      readMicros = observer.micros();
      ended = true;
      context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      reset |= cause instanceof IOException && !(cause instanceof ClosedChannelException);
      context.fireExceptionCaught(cause);
    }
  }

  /** Last in the pipeline. */
  private final class Answers extends ChannelInboundHandlerAdapter {
    private boolean interim;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        boolean wanted = exchange != null && !exchange.recorder.hasEnded();
        if (wanted && message instanceof HttpObject part) {
          read(part);
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private void read(HttpObject part) {
      if (part.decoderResult().isFailure()) {
        Throwable cause = part.decoderResult().cause();
        // The end of the connection is told next.
        if (!(cause instanceof PrematureChannelClosureException)) {
          undecodable(Failures.inWords(cause));
        }
        return;
      }
      if (part instanceof HttpResponse answer) {
        head(answer);
      }
      if (part instanceof HttpContent content && !interim && exchange != null) {
        if (!exchange.recorder.content(readMicros, content.content())) {
          // Nobody reads on what may never end.
          spoilt = true;
          exchange.finish();
        } else if (part instanceof LastHttpContent) {
          answerEnded();
        }
      }
    }

    private void head(HttpResponse answer) {
      int status = answer.status().code();
      if (status < 100 || status > 999 || answer.protocolVersion().majorVersion() != 1) {
        undecodable("no status line of HTTP/1");
        return;
      }
      interim = status < 200 && status != 101;
      if (interim) {
        exchange.recorder.interim(readMicros, status);
      } else {
        decoder.restoreCoding(answer);
        exchange.recorder.head(readMicros, answer);
        exchange.head();
      }
    }

    private void answerEnded() {
      if (ended && reset) {
        // A body that the connection's end was to delimit was cut off.
        return;
      }
      exchange.recorder.ended(readMicros);
      ByteBuf more = decoder.more();
      if (more != null) {
        surplus(ByteBufUtil.getBytes(more));
      }
      exchange.answered();
    }

    private void undecodable(String why) {
      spoilt = true;
      exchange.fail(FailureKind.MALFORMED, "what came is not an HTTP answer: " + why);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslCloseCompletionEvent) {
        context.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (exchange != null && exchange.recorder.sentMicros() != null) {
        exchange.ended(reset ? ConnectionEnd.RESET : ConnectionEnd.CLOSED);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      boolean sent = exchange != null && exchange.recorder.sentMicros() != null;
      if (sent && !exchange.recorder.hasEnded() && Failures.isTls(cause)) {
        exchange.fail(FailureKind.TLS, Failures.inWords(cause));
      }
      // The rest is told by the end of the connection.
      context.close();
    }
  }
}
