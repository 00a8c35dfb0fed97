package longpoll.target;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import longpoll.dialect.Answer;
import longpoll.dialect.Dialect;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Position;
import longpoll.text.Excerpt;
import longpoll.transport.PollAnswer;
import longpoll.transport.SingleRequests;

/**
 * One poll before any load, to learn whether a target can be polled in a dialect at all. A protocol
 * that lets a client ask for its hold is asked for none; elsewhere a poll that is still held after
 * a moment is as good as an answer, and is abandoned. Blocks; safe for any thread.
 */
public final class TargetCheck {
  private final SingleRequests requests;
  private final Duration patience;

  /**
   * @param patience how long the answer is waited for, or, where no hold can be asked for, how long
   *     until the poll counts as held
   */
  public TargetCheck(SingleRequests requests, Duration patience) {
    this.requests = requests;
    this.patience = patience;
  }

  /**
   * @param channels as the dialect writes them, or empty
   * @throws TargetException when the target cannot be polled, with the reason and what to do
   */
  public void check(URI target, Dialect dialect, String channels) {
    PollRequest request = dialect.request(Position.START, Duration.ZERO, channels);
    URI uri = URI.create(request.target(target.toString()));
    SingleRequests.Reply reply;
    try {
      reply = requests.send(target, request, patience);
      if (reply.answer() != null
          && reply.headers().contains("Set-Cookie")
          && read(dialect, reply).outcome() == Outcome.FAILED) {
        // Whoever has no cookie yet may be sent to the wrong place once; no poll after it is.
        reply = requests.send(target, request, patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TargetException(message(uri, "interrupted while waiting for the answer"), e);
    }
    if (reply.answer() != null) {
      judge(uri, dialect, reply);
    } else if (!FailureKind.TIMEOUT.equals(reply.failure())) {
      throw unusable(uri, FailuresInWords.of(uri, reply));
    } else {
      judgeUnfinished(uri, dialect, reply);
    }
  }

  /** An answer that has begun and goes on: the head of a long poll may come before its body. */
  private void judgeUnfinished(URI uri, Dialect dialect, SingleRequests.Reply reply) {
    if (reply.status() > 0) {
      judgeStatus(uri, dialect, reply.status(), reply.headers(), new byte[0]);
    }
    if (dialect.asksForHold()) {
      throw unusable(
          uri,
          (reply.status() == 0 ? "no answer within " : "no whole answer within ")
              + patience.toMillis()
              + " ms to a poll that asked not to be held: it does not understand dialect "
              + dialect.name()
              + ", or is overloaded");
    }
  }

  private static Answer read(Dialect dialect, SingleRequests.Reply reply) {
    PollAnswer answer = reply.answer();
    return dialect.read(Position.START, answer.status(), answer::header, answer.body());
  }

  private static void judge(URI uri, Dialect dialect, SingleRequests.Reply reply) {
    Answer answer = read(dialect, reply);
    if (answer.outcome() == Outcome.FAILED || answer.outcome() == Outcome.GAP) {
      judgeStatus(uri, dialect, reply.status(), reply.headers(), reply.answer().body());
    }
    judgeAnswer(uri, dialect, answer);
  }

  private static void judgeStatus(
      URI uri, Dialect dialect, int status, HttpHeaders headers, byte[] body) {
    String type = headers.get("Content-Type", "").toLowerCase(Locale.ROOT);
    if (status / 100 == 3 && status != 304) {
      String location = Excerpt.of(headers.get("Location", "nowhere it names"));
      throw unusable(
          uri, "it redirects (" + status + ") to " + location + ": set the URL it redirects to");
    }
    if (status == 401 || status == 403 || status == 407) {
      String challenge = headers.get("WWW-Authenticate");
      String scheme = challenge == null ? "" : ", " + Excerpt.of(challenge.split("[ ,]", 2)[0]);
      throw unusable(
          uri,
          "it wants credentials ("
              + status
              + scheme
              + "), which are not supported: use an endpoint that does not");
    }
    if (status == 404) {
      throw unusable(uri, "there is no such path (404): check the path, often /poll");
    }
    if (status == 405) {
      String method = dialect.request(Position.START, Duration.ZERO, "").method();
      throw unusable(
          uri,
          "it does not allow "
              + (method == null ? "GET" : method)
              + " there (405): check the path");
    }
    if (status == 400) {
      throw unusable(
          uri,
          "it does not understand a poll of dialect "
              + dialect.name()
              + " (400)"
              + Excerpt.ofBody(": ", body));
    }
    if (status == 429 || status == 503) {
      String after =
          headers.contains("Retry-After")
              ? ", Retry-After " + Excerpt.of(headers.get("Retry-After"))
              : "";
      throw unusable(
          uri, "it takes no more polls now (" + status + after + "): wait, or raise its capacity");
    }
    if (status / 100 == 5) {
      throw unusable(
          uri, "it answers " + status + Excerpt.ofBody(": ", body) + ": look at its own log");
    }
    if (status == 200 && type.contains("html")) {
      throw unusable(uri, "it answers with a web page (" + Excerpt.of(type) + "): check the path");
    }
    if (status == 200 && type.startsWith("text/event-stream")) {
      throw unusable(
          uri, "it streams events (" + Excerpt.of(type) + "), which is not long polling");
    }
  }

  private static void judgeAnswer(URI uri, Dialect dialect, Answer answer) {
    if (answer.outcome() == Outcome.FAILED) {
      throw unusable(
          uri,
          "it speaks HTTP, but not dialect "
              + dialect.name()
              + " ("
              + answer.detail()
              + "): set another dialect, or check the path");
    }
    if (answer.outcome() == Outcome.EMPTY && dialect.resumes() && answer.next().cursor() == null) {
      throw unusable(
          uri,
          "its 204 does not say where to go on, as dialect "
              + dialect.name()
              + " needs: set -Dlongpoll.dialect=article for bare polls");
    }
  }

  private static TargetException unusable(URI uri, String text) {
    return new TargetException(message(uri, text));
  }

  private static String message(URI uri, String text) {
    return "The target " + uri + " cannot be polled: " + text;
  }
}
