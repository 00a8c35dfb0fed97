package longpoll.client;

import java.time.Duration;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Purpose;

/** What a client does next, as its {@link PollCycle} says. Immutable. */
public sealed interface Step {

  /** The run is over for the client: it closes its connection and is done. */
  Step LEAVE = new Leave();

  /**
   * Sends a request.
   *
   * @param purpose polls are counted; all else is counted apart
   * @param hold how long the server may hold it
   * @param timeout when to give up on it, the time to connect included
   */
  record Send(PollRequest request, Purpose purpose, Duration hold, Duration timeout)
      implements Step {}

  /**
   * Stays away, then asks {@link PollCycle#next} again.
   *
   * @param nanos how long, 0 for not at all
   * @param disconnect whether to close the connection first: what else comes over it may belong to
   *     an answer that was not understood
   */
  record Wait(long nanos, boolean disconnect) implements Step {
    /** Not at all: what most answers are followed by, made once. */
    static final Wait NONE = new Wait(0, false);
  }

  /** See {@link #LEAVE}. */
  record Leave() implements Step {}
}
