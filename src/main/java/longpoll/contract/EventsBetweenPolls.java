package longpoll.contract;

import longpoll.finding.Finding;

/**
 * What becomes of an event between two polls. A bare poll cannot say what its client has seen, so
 * that its protocol promises nothing: a loss is then no failure, but is said.
 */
final class EventsBetweenPolls implements Check {
  private static final Statement STATEMENT =
      new Statement(
          "events-between-polls",
          "Events between two polls are kept, as far as the dialect promises");

  @Override
  public Finding judge(Evidence evidence) {
    boolean resumes = evidence.about().dialect().resumes();
    String rule =
        "Dialect "
            + evidence.about().dialect().name()
            + (resumes
                ? ": a poll says where to go on"
                : ": a poll has no cursor, so nothing is promised between two polls");
    WithEvents events = evidence.events();
    if (events.betweenDelivered() == null) {
      return STATEMENT.unknown(
          evidence.look().serial()
              ? Evidence.SERIAL
              : events.second() == null
                  ? "Events: " + events.source()
                  : "The poll before the event got "
                      + events.first().inBrief()
                      + ", the one after it "
                      + events.second().inBrief(),
          rule);
    }
    if (events.betweenDelivered()) {
      return STATEMENT.pass(
          "An event between two polls came with the second, " + events.second().inBrief(), rule);
    }
    return resumes
        ? STATEMENT.fail(
            "An event between two polls did not come with the second, which was held",
            rule,
            "Answer at once when there is something after the cursor",
            events.first(),
            events.second())
        : STATEMENT.passWith(
            "An event between two polls was lost: the second poll was held until the next event",
            rule,
            "Give polls a cursor, if each event matters: a client is between two polls after each"
                + " answer",
            events.first(),
            events.second());
  }
}
