package longpoll.collect;

/** A run folder that the collector has not taken; the message says why. */
public final class UploadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UploadException(String message) {
    super(message);
  }
}
