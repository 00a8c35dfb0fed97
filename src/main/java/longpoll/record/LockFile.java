package longpoll.record;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that one process at a time holds for a folder it writes to. The system lets go of it when
 * the process dies. The file stays: whoever deleted it could delete another's. Thread-safe. To be
 * tried once in a process: a second try, though refused, may make the system let go of the first.
 */
public final class LockFile implements Closeable {
  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Does not wait.
   *
   * @return empty when it is held already, by this process or another one
   * @throws IOException when the file cannot be written, or its file system knows no locks
   */
  public static Optional<LockFile> take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // By this process.
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    return taken ? Optional.of(new LockFile(channel)) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
