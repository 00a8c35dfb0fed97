package longpoll.merge;

/** Run folders that are not of one load; the message says which, and in what they differ. */
public final class MergeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MergeException(String message) {
    super(message);
  }
}
