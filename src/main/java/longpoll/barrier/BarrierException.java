package longpoll.barrier;

/** There is no common start, for a reason that the message tells. */
public final class BarrierException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BarrierException(String message) {
    super(message);
  }
}
