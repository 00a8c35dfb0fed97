package longpoll.server.http;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Gathers what is written to a connection in one turn of its IO thread, in front of TLS: answers of
 * a broadcast that share a connection go out in one record and one system call. Undertow sends each
 * by itself, and lets nobody at its connections of HTTP/2. What is gathered counts as flushed, as
 * what the system has taken does. Confined to the IO thread.
 */
final class GatheringConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
  private final StreamConnection connection;
  private final ByteBufferPool buffers;
  private final WriteBatch batch;

  /** To be filled further; null where nothing waits. */
  private PooledByteBuffer gathered;

  /** The batch knows that something waits. */
  private boolean queued;

  /** The client has to read before more can be sent. */
  private boolean blocked;

  /** Nothing is written after what waits. */
  private boolean ends;

  private GatheringConduit(StreamConnection connection, ByteBufferPool buffers, WriteBatch batch) {
    super(connection.getSinkChannel().getConduit());
    this.connection = connection;
    this.buffers = buffers;
    this.batch = batch;
  }

  /** To be called before Undertow has the connection. */
  static void install(StreamConnection connection, ByteBufferPool buffers, WriteBatch batch) {
    connection.getSinkChannel().setConduit(new GatheringConduit(connection, buffers, batch));
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int written = gather(bytes);
    batch.written();
    return written;
  }

  @Override
  public long write(ByteBuffer[] all, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      written += gather(all[i]);
      if (all[i].hasRemaining()) {
        break;
      }
    }
    batch.written();
    return written;
  }

  private int gather(ByteBuffer bytes) throws IOException {
    int before = bytes.remaining();
    while (bytes.hasRemaining() && hasRoom()) {
      ByteBuffer to = gathered.getBuffer();
      int end = bytes.limit();
      bytes.limit(bytes.position() + Math.min(bytes.remaining(), to.remaining()));
      to.put(bytes);
      bytes.limit(end);
    }
    return before - bytes.remaining();
  }

  private boolean hasRoom() throws IOException {
    if (gathered != null && !gathered.getBuffer().hasRemaining() && !drain()) {
      blocked = true;
      return false;
    }
    if (gathered == null) {
      gathered = buffers.allocate();
    }
    if (!queued) {
      queued = true;
      batch.add(this, getWriteThread());
    }
    return true;
  }

  /** Writes what was gathered; whether nothing is left of it. */
  private boolean drain() throws IOException {
    if (gathered == null) {
      return true;
    }
    ByteBuffer bytes = gathered.getBuffer().flip();
    try {
      while (bytes.hasRemaining() && next.write(bytes) > 0) {
        // As long as the socket takes some of it.
      }
    } catch (IOException e) {
      discard();
      throw e;
    }
    bytes.compact();
    if (bytes.position() > 0) {
      return false;
    }
    discard();
    return true;
  }

  private void discard() {
    if (gathered != null) {
      gathered.close();
      gathered = null;
    }
  }

  /** The turn is over. */
  void send() {
    queued = false;
    if (!connection.isOpen()) {
      discard();
      return;
    }
    try {
      if (!blocked && !flushAll()) {
        // Undertow flushes when the socket takes more.
        next.resumeWrites();
      }
    } catch (IOException | RuntimeException e) {
      // The other connections of the batch are sent all the same.
      IoUtils.safeClose(connection);
    }
  }

  private boolean flushAll() throws IOException {
    boolean drained = drain();
    if (drained && ends && !next.isWriteShutdown()) {
      next.terminateWrites();
    }
    blocked = !drained || !next.flush();
    return !blocked;
  }

  @Override
  public boolean flush() throws IOException {
    boolean goesOutSoon = gathered != null && !blocked && !ends;
    return goesOutSoon || flushAll();
  }

  @Override
  public void terminateWrites() throws IOException {
    ends = true;
    flushAll();
  }

  @Override
  public boolean isWriteShutdown() {
    return ends || next.isWriteShutdown();
  }

  @Override
  public void truncateWrites() throws IOException {
    discard();
    next.truncateWrites();
  }

  @Override
  public int writeFinal(ByteBuffer bytes) throws IOException {
    return Conduits.writeFinalBasic(this, bytes);
  }

  @Override
  public long writeFinal(ByteBuffer[] all, int offset, int length) throws IOException {
    return Conduits.writeFinalBasic(this, all, offset, length);
  }

  @Override
  public long transferFrom(FileChannel from, long position, long count) throws IOException {
    return from.transferTo(position, count, new ConduitWritableByteChannel(this));
  }

  @Override
  public long transferFrom(StreamSourceChannel from, long count, ByteBuffer through)
      throws IOException {
    return Conduits.transfer(from, count, through, this);
  }
}
