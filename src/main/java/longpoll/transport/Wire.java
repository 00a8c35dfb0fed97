package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * One TCP connection of a {@link PollConnection}: stamps what is read, and decodes it when the
 * event loop has read everything that is there. An answer that leaves no doubt is a {@link
 * WholeAnswer}; Netty's decoder reads all others, and is installed with the first of them. Confined
 * to the event loop.
 */
final class Wire {
  private static final byte[] NOTHING = {};

  private final PollConnection owner;
  private final PollTransport transport;

  /** What was read and waits to be decoded, oldest first. */
  private Read firstRead;

  private Read lastRead;
  private ChannelHandlerContext atSocket;
  private Channel channel;
  private boolean queued;
  private boolean wasReset;
  private boolean ending;

  /** Bytes as one read brought them, and when; none where it found the end of the stream. */
  private static final class Read {
    private final byte[] bytes;
    private final long nanos;
    private final long micros;
    private final long maybeEarlierNanos;
    private Read next;

    Read(byte[] bytes, long nanos, long micros, long maybeEarlierNanos) {
      this.bytes = bytes;
      this.nanos = nanos;
      this.micros = micros;
      this.maybeEarlierNanos = maybeEarlierNanos;
    }
  }

  /** The read that is being decoded. */
  private Read current;

  /** The read that found the connection ended, or null for one that was ended here. */
  private Read end;

  private boolean closedHere;

  /** Whether there is nothing between socket and HTTP. */
  private boolean isBare;

  /** Netty's, or null as long as no answer needed it. */
  private AnswerDecoder decoder;

  /** Netty's decoder has begun something that has not ended. */
  private boolean decoderIsBusy;

  Wire(PollConnection owner, PollTransport transport) {
    this.owner = owner;
    this.transport = transport;
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
    this.channel = channel;
    channel.closeFuture().addListener(closed -> stampEnd());
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new Arrivals());
    LoopBuffers.readInto(channel);
    isBare = true;
    for (ChannelHandler handler : handlers) {
      if (handler != null) {
        isBare = false;
        pipeline.addLast(handler);
      }
    }
    if (!isBare) {
      installDecoder();
    }
  }

  private void installDecoder() {
    decoder = new AnswerDecoder(bytes -> owner.bytesArrived(this, bytes));
    channel.pipeline().addLast(decoder, new Answers());
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

  /** Whether what is being told comes of nothing but the connection's end. */
  boolean isEnding() {
    return ending;
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

  private Read read(byte[] bytes) {
    long nanos = transport.clock().nanoTime();
    return new Read(
        bytes, nanos, transport.clock().epochMicros(), transport.lateness().applyAsLong(nanos));
  }

  /** From within the read that found the end; the handlers learn of it in a later task. */
  private void stampEnd() {
    if (!closedHere) {
      end = current == null ? read(NOTHING) : current;
    }
  }

  /**
   * @param nanos when, by the clock that measures durations
   */
  void write(byte[] request, long nanos) {
    ByteBuf bytes = LoopBuffers.toWrite(request, channel);
    if (isBare) {
      transport.traffic().sent(request.length, nanos);
      atSocket.writeAndFlush(bytes, channel.voidPromise());
    } else {
      channel.writeAndFlush(bytes, channel.voidPromise());
    }
  }

  void close() {
    closedHere = true;
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
    if (firstRead == null) {
      return;
    }
    ReadQueue queue = ReadQueue.ofThisLoop();
    while (firstRead != null) {
      Read read = firstRead;
      firstRead = read.next;
      queue.removed(read.bytes.length);
      current = read;
      try {
        decode(read.bytes, queue.answers());
      } finally {
        current = null;
      }
    }
    // The bytes are not kept for as long as the next poll is held.
    lastRead = null;
    if (decoder != null) {
      atSocket.fireChannelReadComplete();
    }
  }

  /** Which way bytes are decoded is decided here, and nowhere else. */
  private void decode(byte[] bytes, WholeAnswer.Reader answers) {
    boolean mayBeWhole = isBare && !decoderIsBusy && owner.awaitsAnswer(this);
    WholeAnswer answer = mayBeWhole ? answers.read(bytes) : null;
    if (answer == null) {
      if (decoder == null) {
        installDecoder();
      }
      decoderIsBusy = true;
      atSocket.fireChannelRead(Unpooled.wrappedBuffer(bytes));
      return;
    }
    try {
      owner.wholeAnswer(this, answer, bytes);
    } catch (RuntimeException e) {
      owner.broken(this, e);
    }
  }

  /** The owner may have something to tell, which is to wait its turn. */
  private void enqueue() {
    if (!queued) {
      queued = true;
      ReadQueue.ofThisLoop().add(this, channel.eventLoop());
    }
  }

  /** First in the pipeline: takes the stamps, and counts what goes by. */
  private final class Arrivals extends ChannelDuplexHandler {
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      atSocket = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      Read read = Wire.this.read(bytes((ByteBuf) message));
      transport.traffic().received(read.bytes.length, read.nanos);
      if (firstRead == null) {
        firstRead = read;
      } else {
        lastRead.next = read;
      }
      lastRead = read;
      ReadQueue queue = ReadQueue.ofThisLoop();
      queue.added(read.bytes.length);
      if (queue.isFull()) {
        decode();
      }
      enqueue();
    }

    /** A copy: the buffer is that of all connections. */
    private byte[] bytes(ByteBuf buffer) {
      try {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
      } finally {
        buffer.release();
      }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes) {
        transport.traffic().sent(bytes.readableBytes(), transport.clock().nanoTime());
      }
      context.write(message, promise);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      // Comes when the reads have been decoded.
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      wasReset |= cause instanceof IOException && !(cause instanceof ClosedChannelException);
      if (decoder == null) {
        owner.broken(Wire.this, cause);
      } else {
        context.fireExceptionCaught(cause);
      }
    }

    /** The handlers go with the channel: what they have to decode, they must have now. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      decode();
      current = end;
      ending = true;
      try {
        context.fireChannelInactive();
        owner.ended(Wire.this);
      } finally {
        current = null;
      }
      // It may be this end that made an answer whole, or the end of a poll.
      enqueue();
    }
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
