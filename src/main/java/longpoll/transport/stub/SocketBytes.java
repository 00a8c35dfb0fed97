package longpoll.transport.stub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** As they go over a socket that does not block. */
final class SocketBytes implements Bytes {
  /** A client that does not read must not keep the others waiting for longer. */
  private static final long LONGEST_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final SocketChannel socket;
  private final BooleanSupplier closed;

  /**
   * @param closed whether nobody waits for answers any more
   */
  SocketBytes(SocketChannel socket, BooleanSupplier closed) {
    this.socket = socket;
    this.closed = closed;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return socket.read(into);
  }

  @Override
  public void write(ByteBuffer all) throws IOException {
    long lastProgress = System.nanoTime();
    while (all.hasRemaining()) {
      if (socket.write(all) > 0) {
        lastProgress = System.nanoTime();
      } else if (closed.getAsBoolean() || System.nanoTime() - lastProgress > LONGEST_STALL_NANOS) {
        throw new IOException("the client does not read");
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
