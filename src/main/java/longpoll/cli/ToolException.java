package longpoll.cli;

/** Something that the tool cannot do; the message says what, and what the caller may do. */
final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ToolException(String message) {
    super(message);
  }
}
