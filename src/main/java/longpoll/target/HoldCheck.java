package longpoll.target;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import longpoll.dialect.Client;
import longpoll.dialect.Dialect;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.Purpose;
import longpoll.text.Numbers;
import longpoll.transport.SingleRequests;

/**
 * Looks, before any load, whether a target holds bare polls, and whether it serves more than one at
 * a time. Under load the polls of a target that serves one after the other wait in its queue, which
 * looks as if they were held. Blocks; safe for any thread.
 */
public final class HoldCheck {
  /** The hold limit divided by this is 5 % of it: whatever comes sooner was not held. */
  private static final int TWENTIETH = 20;

  private final SingleRequests requests;
  private final Duration patience;

  /**
   * @param patience how long the second poll is waited for
   */
  public HoldCheck(SingleRequests requests, Duration patience) {
    this.requests = requests;
    this.patience = patience;
  }

  /**
   * To be called right after the first poll. All bare polls are alike, so a second one must be
   * answered like it.
   *
   * @param first what the first poll got, or null where it was still held
   * @param hold the hold limit; 0 where none is expected
   * @return in words, what speaks against the target
   */
  public Optional<String> look(
      URI target, Dialect dialect, TargetCheck.FirstAnswer first, Duration hold) {
    boolean bare = !dialect.resumes() && !dialect.asksForHold() && dialect.handshakes() == 0;
    boolean unheld =
        first != null
            && first.outcome() == Outcome.EMPTY
            && first.held().compareTo(hold.dividedBy(TWENTIETH)) < 0;
    if (!bare || !unheld) {
      return Optional.empty();
    }
    String notHeld =
        "before the load a poll was answered empty after "
            + Numbers.count(first.held().toMillis())
            + " ms, and not at the hold limit of "
            + Numbers.count(hold.toMillis())
            + " ms, so the target does not hold polls";
    return Optional.of(
        isBusy(target, dialect)
            ? notHeld
                + "; a second poll after it had no answer within "
                + Numbers.count(patience.toMillis())
                + " ms, so the target serves one poll at a time"
            : notHeld);
  }

  private boolean isBusy(URI target, Dialect dialect) {
    try {
      SingleRequests.Reply second =
          requests.send(
              target,
              dialect.request(
                  Purpose.POLL,
                  dialect.start(Client.ofRun(target, "check", null).numbered(0, "")),
                  Duration.ZERO,
                  ""),
              patience);
      return FailureKind.TIMEOUT.equals(second.failure()) && second.status() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
