package longpoll.ab;

/** Why the pairs cannot be made; the message says what to do. */
public final class AbException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  AbException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Who has to do something about it. */
  public enum Kind {
    /** A command made no run, or hung; or a file cannot be used. */
    FAILED,
    /** What was asked for does not fit what is there. */
    USAGE,
    /** Too many runs were invalid or aborted. */
    UNUSABLE_RUNS
  }
}
