package longpoll.contract;

import longpoll.finding.Finding;

/** Several polls are held at once, and not one after the other. */
final class ServedSideBySide implements Check {
  private static final Statement STATEMENT =
      new Statement("polls-side-by-side", "Several polls are served at the same time");
  private static final String RULE =
      "RFC 6202 2.2: each client has a request outstanding all the time";

  @Override
  public Finding judge(Evidence evidence) {
    FirstLook look = evidence.look();
    if (look.serial()) {
      return STATEMENT.fail(
          "Of two polls, sent 100 ms apart, the first got "
              + look.one().inBrief()
              + ", the second "
              + look.two().inBrief()
              + ", when it was over",
          RULE,
          "Serve polls without keeping a thread, or the only thread, for each: one waiting client"
              + " stops all others",
          look.one(),
          look.two());
    }
    if (look.one().heldMicros() == null || look.two().heldMicros() == null) {
      return STATEMENT.unknown(
          "The first got " + look.one().inBrief() + ", the second " + look.two().inBrief(), RULE);
    }
    long polls = 2 + evidence.all().size() - evidence.look().polls().size();
    return STATEMENT.pass(
        "The first got "
            + look.one().inBrief()
            + ", the second, sent 100 ms later, "
            + look.two().inBrief()
            + "; then up to "
            + polls
            + " together",
        RULE);
  }
}
