package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * One TCP connection whose reads are stamped as they come, before TLS and decoding, and decoded
 * when the event loop has read everything that is there. Confined to the event loop.
 */
abstract class StampedChannel implements ReadQueue.Work {
  private static final byte[] NOTHING = {};

  final PollTransport transport;

  /** Where what was read goes on from, and what is to be sent leaves. */
  ChannelHandlerContext atSocket;

  private Channel channel;

  /** What was read and waits to be decoded, oldest first. */
  private Read firstRead;

  private Read lastRead;
  private boolean queued;
  private boolean wasReset;
  private boolean ending;

  /** The read that is being decoded. */
  private Read current;

  /** The read that found the connection ended, or null for one that was ended here. */
  private Read end;

  private boolean closedHere;

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

  StampedChannel(PollTransport transport) {
    this.transport = transport;
  }

  /** Puts what takes the stamps into a new channel, next to the socket. */
  final void stamp(Channel newChannel) {
    channel = newChannel;
    newChannel.closeFuture().addListener(closed -> stampEnd());
    newChannel.pipeline().addLast(new Arrivals());
    LoopBuffers.readInto(newChannel);
  }

  /** Null before there is one. */
  final Channel channel() {
    return channel;
  }

  final boolean isOpen() {
    return channel != null && channel.isActive();
  }

  final boolean wasReset() {
    return wasReset;
  }

  /** Whether what is being told comes of nothing but the connection's end. */
  final boolean isEnding() {
    return ending;
  }

  final long nanos() {
    return current == null ? transport.clock().nanoTime() : current.nanos;
  }

  final long micros() {
    return current == null ? transport.clock().epochMicros() : current.micros;
  }

  final long maybeEarlierNanos() {
    return current == null ? 0 : current.maybeEarlierNanos;
  }

  final void close() {
    closedHere = true;
    if (channel != null) {
      channel.close();
    }
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

  /** Decodes what was read, if something was. */
  final void decode() {
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
        decode(read.bytes, queue);
      } finally {
        current = null;
      }
    }
    // The bytes are not kept for as long as the next poll is held.
    lastRead = null;
    decoded();
  }

  /** Decodes the bytes of one read. */
  abstract void decode(byte[] bytes, ReadQueue queue);

  /** All that was read is decoded. */
  abstract void decoded();

  /** Bytes go on to the handlers behind the socket. */
  final void passOn(byte[] bytes) {
    atSocket.fireChannelRead(Unpooled.wrappedBuffer(bytes));
  }

  /** Something went wrong at the socket. */
  abstract void brokenAtSocket(ChannelHandlerContext context, Throwable cause);

  /** The connection has ended, and all that it brought is decoded. */
  abstract void ended();

  @Override
  public final int work() {
    queued = false;
    decode();
    return tell();
  }

  /**
   * Tells whoever waits what came of it.
   *
   * @return about how many polls' work decoding and telling was
   */
  abstract int tell();

  /** There may be something to tell, which is to wait its turn. */
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
      Read read = StampedChannel.this.read(bytes((ByteBuf) message));
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
      brokenAtSocket(context, cause);
    }

    /** The handlers go with the channel: what they have to decode, they must have now. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      decode();
      current = end;
      ending = true;
      try {
        context.fireChannelInactive();
        ended();
      } finally {
        current = null;
      }
      // It may be this end that made an answer whole, or the end of a poll.
      enqueue();
    }
  }
}
