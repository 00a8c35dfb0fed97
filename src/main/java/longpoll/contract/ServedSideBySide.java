package longpoll.contract;

import java.util.Comparator;
import java.util.List;
import longpoll.finding.Finding;

/** Several polls are held at once, and not one after the other. */
final class ServedSideBySide implements Check {
  private static final Statement STATEMENT =
      new Statement("polls-side-by-side", "Several polls are served at the same time");
  private static final String RULE =
      "RFC 6202 2.2: each client has a request outstanding all the time";

  /** One may be late for any reason. */
  private static final int FEWEST_IN_TURNS = 2;

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
    List<Polled> turns = inTurns(evidence);
    if (turns.size() >= FEWEST_IN_TURNS) {
      long onTime = evidence.all().stream().filter(Polled::isEmpty).count() - turns.size();
      return STATEMENT.fail(
          turns.size()
              + " polls were answered empty a half hold or more after the limit, the last after "
              + Polled.time(turns.get(turns.size() - 1).heldMicros())
              + ", and "
              + onTime
              + " on time: the server serves few at a time, and the others wait in its queue",
          RULE,
          "Serve polls without keeping a thread for each, or have more threads than clients",
          turns);
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

  /** Empty polls that waited for a turn of theirs before they were held, in order of their time. */
  private static List<Polled> inTurns(Evidence evidence) {
    Examination about = evidence.about();
    long limit = about.hold().toNanos() / 1_000;
    return evidence.all().stream()
        .filter(poll -> poll.isEmpty() && poll.heldMicros() != null)
        .filter(poll -> 2 * (poll.heldMicros() - poll.slackMicros()) >= 3 * limit)
        .filter(poll -> poll.heldMicros() > about.latestMicros(limit))
        .sorted(Comparator.comparingLong(Polled::heldMicros))
        .toList();
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
