package longpoll.contract;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.finding.Finding;

/** Only statuses that the definition, or the dialect, has. */
final class StatusPermitted implements Check {
  private static final Statement STATEMENT =
      new Statement("status-permitted", "Polls are answered with permitted statuses only");

  @Override
  public Finding judge(Evidence evidence) {
    ContractSubject subject = evidence.about().subject();
    List<Polled> polls = evidence.ordinary();
    List<Polled> answered = polls.stream().filter(poll -> poll.status() != 0).toList();
    List<Polled> wrong =
        answered.stream().filter(poll -> !isPermitted(poll, subject.permitted())).toList();
    String rule =
        subject.permitted().isEmpty()
            ? "What dialect " + evidence.about().dialect().name() + " takes for an answer"
            : subject.permittedSource() + ": " + inWords(subject.permitted());
    if (answered.isEmpty()) {
      return STATEMENT.fail(
          "None of " + polls.size() + " polls was answered: " + polls.get(0).inBrief(),
          rule,
          "Look at the server's log",
          polls.get(0));
    }
    String seen = counts(answered);
    if (wrong.isEmpty()) {
      return STATEMENT.pass(seen, rule);
    }
    Polled first = wrong.get(0);
    return STATEMENT.fail(
        seen
            + "; "
            + counts(wrong)
            + (wrong.size() == 1 ? " is" : " are")
            + " not permitted: "
            + first.quoted(),
        rule,
        advice(first),
        first);
  }

  private static boolean isPermitted(Polled poll, SortedSet<Integer> permitted) {
    if (!permitted.isEmpty()) {
      return permitted.contains(poll.status());
    }
    return poll.answer() == null
        || poll.answer().outcome() != Outcome.FAILED
        || !FailureKind.ofStatus(poll.status()).equals(poll.answer().failureKind());
  }

  private static String advice(Polled poll) {
    return switch (poll.status()) {
      case 401, 403 ->
          "Give credentials: a dialect file sends them from the environment (--dialect FILE)";
      case 304, 408 ->
          "If this is how the API says that there is nothing, list it in a definition (--api FILE)";
      case 404 -> "Check the path of the URL";
      case 429, 503 -> "Raise the server's capacity, or add the status to the definition";
      case 502, 504 ->
          "Something in front of the server gave up: raise its read timeout above the hold limit";
      default -> "Answer as the definition says, or add the status to it";
    };
  }

  private static String counts(List<Polled> polls) {
    Map<Integer, Integer> counts = new TreeMap<>();
    polls.forEach(poll -> counts.merge(poll.status(), 1, Integer::sum));
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (status, count) ->
            text.append(text.isEmpty() ? "" : ", ").append(count).append(" × ").append(status));
    return text.toString();
  }

  private static String inWords(SortedSet<Integer> statuses) {
    return String.join(", ", statuses.stream().map(String::valueOf).toList());
  }
}
