package longpoll.contract;

import longpoll.finding.Finding;

/** A client that disappears while its poll is held, and comes back. */
final class ClientGoneAndBack implements Check {
  private static final Statement STATEMENT =
      new Statement(
          "client-gone-and-back",
          "A client that goes away in a hold is served when it comes back, with what it missed where"
              + " the dialect promises that");

  @Override
  public Finding judge(Evidence evidence) {
    boolean resumes = evidence.about().dialect().resumes();
    String rule =
        "Dialect "
            + evidence.about().dialect().name()
            + (resumes
                ? ": a poll says where to go on"
                : ": a poll has no cursor, so what comes meanwhile is not promised");
    WithEvents events = evidence.events();
    Polled left = events.left() == null ? evidence.beside().left() : events.left();
    Polled back = events.back() == null ? evidence.beside().back() : events.back();
    if (left == null || back == null) {
      return STATEMENT.unknown(
          evidence.look().serial() ? Evidence.SERIAL : "No client could begin", rule);
    }
    if (left.exchange().head() != null) {
      return STATEMENT.unknown(
          "The poll was answered before its client went: " + left.inBrief(), rule);
    }
    if (!back.goesOn() && evidence.look().polls().stream().noneMatch(Polled::goesOn)) {
      return STATEMENT.unknown(
          "The next poll of a client that had gone got "
              + back.inBrief()
              + ", but so do clients that stay",
          rule);
    }
    if (!back.goesOn()) {
      return STATEMENT.fail(
          "The next poll of a client that had gone got " + back.inBrief(),
          rule,
          "Forget a poll when its connection ends: the client that comes back is not a second one",
          left,
          back);
    }
    if (events.backDelivered() == null) {
      return STATEMENT.unknown(
          "The next poll of a client that had gone was served: "
              + back.inBrief()
              + "; no event came meanwhile (events: "
              + events.source()
              + ")",
          rule);
    }
    if (events.backDelivered()) {
      return STATEMENT.pass(
          "The event that came meanwhile was delivered when the client was back", rule);
    }
    return resumes
        ? STATEMENT.fail(
            "The event that came meanwhile was lost: it went to the dead connection, or was not"
                + " kept",
            rule,
            "Count an event as delivered when the client's next cursor says so, not when it was"
                + " written",
            left,
            back)
        : STATEMENT.passWith(
            "The client was served again; the event that came meanwhile was lost to it",
            rule,
            "Give polls a cursor, if each event matters",
            left,
            back);
  }
}
