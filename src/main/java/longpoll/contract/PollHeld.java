package longpoll.contract;

import java.util.List;
import longpoll.finding.Finding;

/** Polls are held, and not answered at once for ever. */
final class PollHeld implements Check {
  private static final Statement STATEMENT = new Statement("poll-held", "Polls are held");
  private static final String RULE =
      "RFC 6202 2.1: a server defers its answer until an event or a timeout";

  @Override
  public Finding judge(Evidence evidence) {
    long atOnce = evidence.about().atOnceMicros();
    FirstLook look = evidence.look();
    if (look.serial()) {
      return ofSerial(look, atOnce);
    }
    List<Polled> polls = evidence.ordinary();
    List<Polled> held =
        polls.stream()
            .filter(poll -> poll.heldMicros() != null && !poll.cameWithin(atOnce))
            .toList();
    // The first poll of a session is empty at once in some protocols.
    List<Polled> empty =
        polls.stream()
            .filter(poll -> evidence.about().dialect().handshakes() == 0)
            .filter(poll -> poll.isEmpty() && poll.cameWithin(atOnce))
            .toList();
    if (!held.isEmpty() && !empty.isEmpty()) {
      return STATEMENT.fail(
          held.size()
              + " of "
              + polls.size()
              + " polls were held, but "
              + empty.size()
              + " were answered at once without news, one with "
              + empty.get(0).inBrief(),
          RULE,
          "Hold each poll until there is an event or the limit is reached",
          empty.get(0));
    }
    if (!held.isEmpty()) {
      long news =
          polls.stream()
              .filter(Polled::isDelivered)
              .filter(poll -> poll.cameWithin(atOnce))
              .count();
      return STATEMENT.pass(
          held.size()
              + " of "
              + polls.size()
              + " polls were held"
              + (news == 0 ? "" : ", " + news + " had news at once"),
          RULE);
    }
    List<Polled> row = look.further();
    if (row.isEmpty() || !row.get(row.size() - 1).goesOn()) {
      return STATEMENT.unknown("A poll ended otherwise: " + look.one().inBrief(), RULE, look.one());
    }
    boolean news =
        row.stream().allMatch(Polled::isDelivered) && !row.get(0).hasSameBody(look.one());
    String found =
        (row.size() + 1)
            + " polls in a row were answered at once, the last with "
            + row.get(row.size() - 1).inBrief();
    return news
        ? STATEMENT.unknown(found + ", each with another body: events may come that fast", RULE)
        : STATEMENT.fail(
            found,
            RULE,
            "Hold the poll until there is an event or the limit is reached: a client of this server"
                + " polls as fast as it can",
            row);
  }

  private static Finding ofSerial(FirstLook look, long atOnce) {
    if (look.one().cameWithin(atOnce)) {
      return STATEMENT.fail(
          "A poll was answered at once, with "
              + look.one().inBrief()
              + "; the next one as soon as its turn came",
          RULE,
          "Send nothing, not even a head, until there is an event or the limit is reached",
          look.one(),
          look.two());
    }
    return look.one().goesOn()
        ? STATEMENT.pass("A poll was held: " + look.one().inBrief(), RULE)
        : STATEMENT.unknown("A poll ended otherwise: " + look.one().inBrief(), RULE, look.one());
  }
}
