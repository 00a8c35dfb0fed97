package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * The TCP connection of a {@link PollConnection}. An answer that leaves no doubt is a {@link
 * WholeAnswer}; Netty's decoder reads all others, and is installed with the first of them. Confined
 * to the event loop.
 */
final class Wire extends StampedChannel {
  private final PollConnection owner;

  /** Whether there is nothing between socket and HTTP. */
  private boolean isBare;

  /** Netty's, or null as long as no answer needed it. */
  private AnswerDecoder decoder;

  /** Netty's decoder has begun something that has not ended. */
  private boolean decoderIsBusy;

  Wire(PollConnection owner, PollTransport transport) {
    super(transport);
    this.owner = owner;
  }

  /** Loads what an answer needs that is for Netty's decoder. */
  static void load() {
    new AnswerDecoder(bytes -> {});
    new Wire(null, null).new Answers();
  }

  /**
   * @param handlers between socket and HTTP: a proxy's, TLS
   */
  void install(Channel channel, ChannelHandler... handlers) {
    stamp(channel);
    isBare = true;
    for (ChannelHandler handler : handlers) {
      if (handler != null) {
        isBare = false;
        channel.pipeline().addLast(handler);
      }
    }
    if (!isBare) {
      installDecoder();
    }
  }

  private void installDecoder() {
    decoder = new AnswerDecoder(bytes -> owner.bytesArrived(this, bytes));
    channel().pipeline().addLast(decoder, new Answers());
  }

  /**
   * @param nanos when, by the clock that measures durations
   */
  void write(byte[] request, long nanos) {
    ByteBuf bytes = LoopBuffers.toWrite(request, channel());
    if (isBare) {
      transport.traffic().sent(request.length, nanos);
      atSocket.writeAndFlush(bytes, channel().voidPromise());
    } else {
      channel().writeAndFlush(bytes, channel().voidPromise());
    }
  }

  /** Which way bytes are decoded is decided here, and nowhere else. */
  @Override
  void decode(byte[] bytes, ReadQueue queue) {
    boolean mayBeWhole = isBare && !decoderIsBusy && owner.awaitsAnswer(this);
    WholeAnswer answer = mayBeWhole ? queue.answers().read(bytes) : null;
    if (answer == null) {
      if (decoder == null) {
        installDecoder();
      }
      decoderIsBusy = true;
      passOn(bytes);
      return;
    }
    try {
      owner.wholeAnswer(this, answer, bytes);
    } catch (RuntimeException e) {
      owner.broken(this, e);
    }
  }

  @Override
  void decoded() {
    if (decoder != null) {
      atSocket.fireChannelReadComplete();
    }
  }

  @Override
  void brokenAtSocket(ChannelHandlerContext context, Throwable cause) {
    if (decoder == null) {
      owner.broken(this, cause);
    } else {
      context.fireExceptionCaught(cause);
    }
  }

  @Override
  void ended() {
    owner.ended(this);
  }

  @Override
  int tell() {
    owner.tell();
    return 1;
  }

  /** Last in the pipeline: takes answers apart from interim ones, and hands them to the owner. */
  private final class Answers extends ChannelInboundHandlerAdapter {
    private boolean interim;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        // After a 101 the decoder lets bytes through as they are.
        if (message instanceof HttpObject part) {
          read(part);
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private void read(HttpObject part) {
      if (part.decoderResult().isFailure()) {
        Throwable cause = part.decoderResult().cause();
        // Of half a head the decoder says so; that the connection has ended is told next.
        if (!(cause instanceof PrematureChannelClosureException)) {
          owner.undecodable(Wire.this, Failures.inWords(cause));
        }
        return;
      }
      if (part instanceof HttpResponse head) {
        int status = head.status().code();
        if (status < 100 || status > 999 || head.protocolVersion().majorVersion() != 1) {
          owner.undecodable(Wire.this, "no status line of HTTP/1");
          return;
        }
        interim = status < 200 && status != 101;
        if (!interim) {
          decoder.restoreCoding(head);
          owner.head(Wire.this, head);
        }
      }
      if (part instanceof HttpContent content) {
        if (!interim) {
          owner.content(Wire.this, content.content());
        }
        if (part instanceof LastHttpContent) {
          decoderIsBusy = !decoder.isEmpty();
          ended(decoder.more());
        }
      }
    }

    private void ended(ByteBuf more) {
      if (interim) {
        owner.interimEnded(Wire.this, more != null);
      } else {
        owner.answerEnded(Wire.this, more);
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
      owner.broken(Wire.this, cause);
    }
  }
}
