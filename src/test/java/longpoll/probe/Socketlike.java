package longpoll.probe;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Gives its bytes, then nothing for now, as a socket that stays open. */
final class Socketlike implements ReadableByteChannel {
  private final ByteBuffer bytes;

  Socketlike(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  @Override
  public int read(ByteBuffer to) {
    int count = Math.min(to.remaining(), bytes.remaining());
    to.put(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    return count;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    // Nothing to close.
  }
}
