package longpoll.audit;

/** The two URLs cannot be audited; the message says why and what to do. */
public final class AuditException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AuditException(String message) {
    super(message);
  }
}
