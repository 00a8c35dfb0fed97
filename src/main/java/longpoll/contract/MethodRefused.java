package longpoll.contract;

import longpoll.finding.Finding;
import longpoll.text.Excerpt;

/** A method that is none of the API's is refused, and not taken for a poll. */
final class MethodRefused implements Check {
  private static final Statement STATEMENT =
      new Statement("method-refused", "A method that the API does not have is refused");
  private static final String RULE =
      "RFC 9110 15.5.6: 405 with an Allow that lists the methods there are";

  @Override
  public Finding judge(Evidence evidence) {
    Polled poll = evidence.beside().wrongMethod();
    if (poll == null) {
      return STATEMENT.unknown(
          evidence.look().serial()
              ? Evidence.SERIAL
              : "No client could begin, or the API has each method that would be tried",
          RULE);
    }
    String seen = poll.method() + " got " + poll.inBrief();
    String allow = poll.exchange().header("Allow");
    if (poll.status() == 405 && allow == null) {
      return STATEMENT.fail(
          seen + " without an Allow", RULE, "Send Allow with the 405, such as Allow: GET", poll);
    }
    if (poll.status() == 405) {
      return STATEMENT.pass(seen + ", Allow: " + Excerpt.of(allow, 60), RULE);
    }
    if (poll.isRefused() || poll.status() == 501) {
      return STATEMENT.pass(seen + ", which refuses it as well", RULE);
    }
    if (poll.exchange().head() == null || poll.status() >= 500) {
      return STATEMENT.fail(
          seen,
          RULE,
          "Refuse it at once: a request that is not understood is not to be held, nor to fail",
          poll);
    }
    return STATEMENT.fail(
        seen + ", as if it were a poll", RULE, "Answer 405 with Allow, and hold nothing", poll);
  }
}
