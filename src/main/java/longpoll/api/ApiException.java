package longpoll.api;

/**
 * A definition that cannot be used. The message is one line for a person: the file, the path to the
 * value, the limit, the value and what to do. It is printable and bounded.
 */
public final class ApiException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  ApiException(String message) {
    super(message);
  }
}
