package longpoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Gives all connections of an event loop one buffer to read into. Whoever is told of a read must
 * copy it and release the buffer before anything else is read. Confined to one event loop.
 */
final class ReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int SIZE = 64 * 1024;

  private static final FastThreadLocal<ReadBuffer> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected ReadBuffer initialValue() {
          return new ReadBuffer();
        }

        @Override
        protected void onRemoval(ReadBuffer gone) {
          gone.buffer.release();
        }
      };

  private final ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(SIZE, SIZE);
  private final Handle handle = new OfLoop();

  /** Lets a channel read into the buffer of the event loop that calls. */
  static void use(Channel channel) {
    // io_uring hands buffers to the system for as long as nothing comes.
    if (!channel.getClass().getName().contains(".uring.")) {
      channel.config().setRecvByteBufAllocator(OF_THIS_LOOP.get());
    }
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
      return buffer.retain().clear();
    }

    @Override
    public int guess() {
      return SIZE;
    }
  }
}
