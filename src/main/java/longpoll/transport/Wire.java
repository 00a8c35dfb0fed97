package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One TCP connection of a {@link PollConnection}: stamps what is read, and decodes it when the
 * event loop has read everything that is there. Confined to the event loop.
 */
final class Wire {
  /** Longer than any head that a server has reason to send. */
  private static final int LONGEST_HEAD = 64 * 1024;

  private static final HttpDecoderConfig DECODING =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(LONGEST_HEAD)
          .setMaxHeaderSize(LONGEST_HEAD)
          // What servers get wrong in a header that no poll needs is not the run's business.
          .setValidateHeaders(false);

  private final PollConnection owner;
  private final PollTransport transport;
  private final Queue<Read> reads = new ArrayDeque<>(2);
  private final Arrivals arrivals = new Arrivals();
  private ChannelHandlerContext atSocket;
  private Channel channel;
  private boolean queued;
  private boolean wasReset;

  /** Bytes as one read brought them, and when. */
  private record Read(ByteBuf bytes, long nanos, long micros, long maybeEarlierNanos) {}

  /** The read that is being decoded. */
  private Read current;

  Wire(PollConnection owner, PollTransport transport) {
    this.owner = owner;
    this.transport = transport;
  }

  /**
   * @param handlers between socket and HTTP: a proxy's, TLS
   */
  void install(Channel channel, ChannelHandler... handlers) {
    this.channel = channel;
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(arrivals);
    for (ChannelHandler handler : handlers) {
      if (handler != null) {
        pipeline.addLast(handler);
      }
    }
    pipeline.addLast(new AnswerDecoder(), new Answers());
  }

  Channel channel() {
    return channel;
  }

  boolean isOpen() {
    return channel != null && channel.isActive();
  }

  boolean wasReset() {
    return wasReset;
  }

  long nanos() {
    return current == null ? transport.clock().nanoTime() : current.nanos;
  }

  long micros() {
    return current == null ? transport.clock().epochMicros() : current.micros;
  }

  long maybeEarlierNanos() {
    return current == null ? 0 : current.maybeEarlierNanos;
  }

  void close() {
    if (channel != null) {
      channel.close();
    }
  }

  /** Decodes what was read, then lets the owner tell what came of it. */
  void work() {
    queued = false;
    decode();
    owner.tell();
  }

  void decode() {
    if (reads.isEmpty()) {
      return;
    }
    ReadQueue queue = ReadQueue.ofThisLoop();
    Read read;
    while ((read = reads.poll()) != null) {
      queue.removed(read.bytes.readableBytes());
      current = read;
      try {
        owner.bytesArrived(this);
        atSocket.fireChannelRead(read.bytes);
      } finally {
        current = null;
      }
    }
    atSocket.fireChannelReadComplete();
  }

  /** The owner has something to tell, which is to wait its turn. */
  void enqueue() {
    if (!queued) {
      queued = true;
      ReadQueue.ofThisLoop().add(this, channel.eventLoop());
    }
  }

  /** First in the pipeline: takes the stamps. */
  private final class Arrivals extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      atSocket = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      long nanos = transport.clock().nanoTime();
      ByteBuf bytes = (ByteBuf) message;
      reads.add(
          new Read(
              bytes,
              nanos,
              transport.clock().epochMicros(),
              transport.lateness().applyAsLong(nanos)));
      ReadQueue queue = ReadQueue.ofThisLoop();
      queue.added(bytes.readableBytes());
      if (queue.isFull()) {
        decode();
      }
      enqueue();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      // Comes when the reads have been decoded.
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      wasReset |= cause instanceof IOException && !(cause instanceof ClosedChannelException);
      context.fireExceptionCaught(cause);
    }

    /** The handlers go with the channel: what they have to decode, they must have now. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      decode();
      context.fireChannelInactive();
    }
  }

  /** Last in the pipeline: takes answers apart from interim ones, and hands them to the owner. */
  private final class Answers extends ChannelInboundHandlerAdapter {
    private boolean interim;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        HttpObject part = (HttpObject) message;
        if (part.decoderResult().isFailure()) {
          owner.undecodable(Wire.this, part.decoderResult().cause());
          return;
        }
        if (part instanceof HttpResponse head) {
          int status = head.status().code();
          interim = status < 200 && status != 101;
          if (!interim) {
            owner.head(Wire.this, head);
          }
        }
        if (part instanceof HttpContent content) {
          boolean last = part instanceof LastHttpContent;
          if (!interim) {
            owner.content(Wire.this, content.content(), last);
          } else if (last) {
            owner.interimEnded(Wire.this);
          }
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      owner.ended(Wire.this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      owner.broken(Wire.this, cause);
    }
  }

  /** Netty drops the sign that a 204 has a body, which no 204 may have. */
  private static final class AnswerDecoder extends HttpResponseDecoder {
    AnswerDecoder() {
      super(DECODING);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      boolean empty = super.isContentAlwaysEmpty(message);
      if (empty && message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
        message.headers().set(ANNOUNCED_BODY, HttpHeaderValues.CHUNKED);
      }
      return empty;
    }
  }

  /** Stands for the Transfer-Encoding of an answer that may have no body. */
  static final String ANNOUNCED_BODY = "Transfer-Encoding-Announced";
}
