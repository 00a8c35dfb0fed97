package longpoll.contract;

import java.util.List;
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
    int together = heldTogether(evidence);
    String first =
        "The first poll got "
            + look.one().inBrief()
            + ", the second, sent 100 ms later, "
            + look.two().inBrief();
    return together < 2
        ? STATEMENT.unknown(first + "; no two polls were held at the same time", RULE)
        : STATEMENT.pass(first + "; up to " + together + " were held at the same time", RULE);
  }

  /** How many polls were held at the same time at most. */
  private static int heldTogether(Evidence evidence) {
    long atOnce = evidence.about().atOnceMicros();
    List<Polled> held =
        evidence.all().stream()
            .filter(poll -> poll.heldMicros() != null && !poll.cameWithin(atOnce))
            .toList();
    int most = 0;
    for (Polled poll : held) {
      long begin = poll.exchange().sentMicros();
      int now =
          (int)
              held.stream()
                  .filter(
                      other ->
                          other.exchange().sentMicros() <= begin
                              && other.exchange().head().micros() > begin)
                  .count();
      most = Math.max(most, now);
    }
    return most;
  }
}
