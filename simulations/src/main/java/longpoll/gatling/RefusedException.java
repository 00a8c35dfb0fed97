package longpoll.gatling;

/**
 * A run that this machine cannot carry. The message is for a person: each shortfall, and what to do
 * about it.
 */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
