package longpoll.contract;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.finding.Finding;
import longpoll.text.Excerpt;

/** An answer with news can be read, and is what its head says. */
final class DeliveredParses implements Check {
  private static final Statement STATEMENT =
      new Statement("delivered-parses", "An answer with events can be read");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Override
  public Finding judge(Evidence evidence) {
    String rule = "What dialect " + evidence.about().dialect().name() + " reads as events";
    List<Polled> answers =
        evidence.ordinary().stream()
            .filter(poll -> poll.status() == 200 && !poll.isEmpty())
            .toList();
    for (Polled poll : answers) {
      String streamed = poll.exchange().header("Content-Type");
      if (streamed != null && streamed.toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
        return STATEMENT.fail(
            "The server streams events (" + Excerpt.of(streamed, 60) + ")",
            "RFC 6202 2.1: an answer to a long poll ends with its event",
            "Poll another path: an event stream is not long polling",
            poll);
      }
      String problem = problem(poll);
      if (problem != null) {
        return STATEMENT.fail(
            "A 200 cannot be read: " + problem + "; the body is " + poll.quoted(),
            rule,
            "Send what the dialect says, or name the dialect that it is (--dialect)",
            poll);
      }
    }
    if (answers.isEmpty()) {
      return STATEMENT.unknown(
          "No event came during the check (events: " + evidence.events().source() + ")", rule);
    }
    Polled first = answers.get(0);
    String type = first.exchange().header("Content-Type");
    boolean json = isJson(first.exchange().body());
    boolean saysJson = type != null && type.toLowerCase(Locale.ROOT).contains("json");
    String count = answers.size() + (answers.size() == 1 ? " answer" : " answers") + " with events";
    if (saysJson && !json) {
      return STATEMENT.fail(
          "The head says " + Excerpt.of(type, 60) + ", but the body is " + first.quoted(),
          "RFC 9110 8.3: Content-Type says what the body is",
          "Send JSON, or another Content-Type",
          first);
    }
    return json && !saysJson
        ? STATEMENT.passWith(
            count
                + ", each read; the body is JSON, but Content-Type is "
                + (type == null ? "missing" : Excerpt.of(type, 60)),
            rule,
            "Send Content-Type: application/json (RFC 9110 8.3)",
            first)
        : STATEMENT.pass(count + ", each read", rule);
  }

  private static String problem(Polled poll) {
    if (poll.answer() == null) {
      return String.valueOf(poll.exchange().detail());
    }
    boolean malformed =
        poll.answer().outcome() == Outcome.FAILED
            && FailureKind.MALFORMED.equals(poll.answer().failureKind());
    return malformed ? poll.answer().detail() : null;
  }

  private static boolean isJson(byte[] body) {
    try {
      return body != null && body.length > 0 && JSON.readTree(body) != null;
    } catch (IOException e) {
      return false;
    }
  }
}
