package longpoll.record;

import java.nio.file.Path;

/**
 * A record that cannot be used. The message names the file, the field where there is one, and what
 * is wrong.
 */
public final class RecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RecordException(Path file, String problem) {
    super(file + ": " + problem);
  }

  public RecordException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
