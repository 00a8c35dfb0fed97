package longpoll.cli;

/** An option or an argument that cannot be used; the message names it and says what to do. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
