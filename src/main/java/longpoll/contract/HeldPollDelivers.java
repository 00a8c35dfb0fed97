package longpoll.contract;

import longpoll.finding.Finding;

/** A held poll is answered with the event that it waits for. */
final class HeldPollDelivers implements Check {
  private static final Statement STATEMENT =
      new Statement("held-poll-delivers", "A held poll gets the event that it waits for");
  private static final String RULE =
      "RFC 6202 2.1: the server answers as soon as there is an event";

  @Override
  public Finding judge(Evidence evidence) {
    Polled poll = evidence.events().first();
    if (poll == null) {
      return STATEMENT.unknown(
          evidence.look().serial()
              ? Evidence.SERIAL
              : "No event could be made to happen (events: " + evidence.events().source() + ")",
          RULE);
    }
    return poll.isDelivered()
        ? STATEMENT.pass("A poll that was held while an event was published got it", RULE)
        : STATEMENT.fail(
            "An event was published and accepted while a poll was held, which got "
                + poll.inBrief(),
            RULE,
            "Wake the polls that wait when an event is published, and look whether it is published"
                + " on the channel that they wait on",
            poll);
  }
}
