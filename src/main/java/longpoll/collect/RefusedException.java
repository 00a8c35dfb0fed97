package longpoll.collect;

import java.io.IOException;

/** A request that is not granted; the message says why, for whoever sent it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The collector's disk is full or broken. */
  static RefusedException noStorage(IOException e) {
    return new RefusedException(507, "the collector could not keep it: " + e);
  }

  int status() {
    return status;
  }
}
