package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Gives all connections of an event loop one buffer to read into, and one to write from. Whoever is
 * told of a read must copy it and release the buffer before anything else is read. Confined to one
 * event loop.
 */
final class LoopBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int SIZE = 64 * 1024;

  private static final FastThreadLocal<LoopBuffers> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected LoopBuffers initialValue() {
          return new LoopBuffers();
        }

        @Override
        protected void onRemoval(LoopBuffers gone) {
          gone.in.release();
          gone.out.release();
        }
      };

  private final ByteBuf in = UnpooledByteBufAllocator.DEFAULT.directBuffer(SIZE, SIZE);
  private final ByteBuf out = UnpooledByteBufAllocator.DEFAULT.directBuffer(SIZE, SIZE);
  private final Handle handle = new OfLoop();

  /** Lets a channel read into the buffer of the event loop that calls. */
  static void readInto(Channel channel) {
    // io_uring hands buffers to the system for as long as nothing comes.
    if (!channel.getClass().getName().contains(".uring.")) {
      channel.config().setRecvByteBufAllocator(OF_THIS_LOOP.get());
    }
  }

  /** Bytes to be written to a channel at once by the event loop that calls. */
  static ByteBuf toWrite(byte[] bytes, Channel channel) {
    ByteBuf shared = OF_THIS_LOOP.get().out;
    // Where a socket was full, what was written before may be in it still.
    boolean isFree = shared.refCnt() == 1 && bytes.length <= SIZE;
    ByteBuf buffer = isFree ? shared.retain().clear() : channel.alloc().directBuffer(bytes.length);
    return buffer.writeBytes(bytes);
  }

  /** The state of a read that goes on: there is one at a time. */
  @Override
  @SuppressWarnings("deprecation")
  public Handle newHandle() {
    return handle;
  }

  private final class OfLoop extends MaxMessageHandle {
    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return in.retain().clear();
    }

    @Override
    public int guess() {
      return SIZE;
    }
  }
}
