package longpoll.contract;

import java.util.ArrayList;
import java.util.List;
import longpoll.contract.SideBySide.Variation;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.finding.Finding;

/** A cursor that the server cannot know is refused, or a gap is told. */
final class UnknownCursor implements Check {
  private static final Statement STATEMENT =
      new Statement("unknown-cursor", "A cursor that the server cannot know is refused");

  @Override
  public Finding judge(Evidence evidence) {
    String name = evidence.about().dialect().name();
    String rule =
        "What a cursor is for: a client with one of another server, or of before a restart, must"
            + " learn that it has missed events";
    List<Variation> variations = evidence.beside().strangeCursors();
    if (variations.isEmpty()) {
      boolean resumes = evidence.about().dialect().resumes();
      return STATEMENT.unknown(
          evidence.look().serial()
              ? Evidence.SERIAL
              : resumes
                  ? "The polls of this client held no cursor that could be changed"
                  : "Dialect " + name + " has no cursor",
          resumes ? rule : "");
    }
    List<String> told = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (Variation variation : variations) {
      Polled poll = variation.last();
      String seen = variation.what() + ": " + poll.inBrief();
      if (isTold(poll)) {
        told.add(seen);
      } else if (poll.isDelivered()) {
        open.add(seen + ", with events");
      } else if (poll.isEmpty() && poll.cameWithin(evidence.about().atOnceMicros())) {
        open.add(seen);
      } else {
        return STATEMENT.fail(
            "Held as if nothing were wrong, or answered with nothing to go on from; " + seen,
            rule,
            "Answer 410 or 400 and say where to resume: such a client waits for events that it will"
                + " never be told it has missed",
            poll);
      }
    }
    return open.isEmpty()
        ? STATEMENT.pass(String.join("; ", told), rule)
        : STATEMENT.unknown(
            "Answered, and whether a gap is told is not to be seen; " + String.join("; ", open),
            rule);
  }

  private static boolean isTold(Polled poll) {
    if (poll.isRefused()) {
      return true;
    }
    return poll.answer() != null
        && (poll.answer().outcome() == Outcome.GAP
            || poll.answer().outcome() == Outcome.FAILED
                && FailureKind.SESSION_LOST.equals(poll.answer().failureKind()));
  }
}
