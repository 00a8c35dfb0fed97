package longpoll.target;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import longpoll.dialect.Answer;
import longpoll.dialect.Client;
import longpoll.dialect.Dialect;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.Position;
import longpoll.dialect.Purpose;
import longpoll.dialect.StreamPosition;
import longpoll.text.Excerpt;
import longpoll.transport.AnswerHeaders;
import longpoll.transport.PollAnswer;
import longpoll.transport.SingleRequests;

/**
 * One poll before any load, to learn whether a target can be polled in a dialect at all. A protocol
 * that lets a client ask for its hold is asked for none; elsewhere a poll that is still held after
 * a moment is as good as an answer, and is abandoned. Blocks; safe for any thread.
 */
public final class TargetCheck {
  /** Bytes of a body of which the beginning is shown. */
  private static final int MOST_QUOTED = 64 * 1024;

  private final SingleRequests requests;
  private final Duration patience;

  /**
   * The answer to the poll.
   *
   * @param held how long it took
   */
  public record FirstAnswer(Outcome outcome, Duration held) {}

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
   * @return what the poll got, or null where it was still held
   * @throws TargetException when the target cannot be polled, with the reason and what to do
   */
  public FirstAnswer check(URI target, Dialect dialect, String channels) {
    Position start;
    try {
      start = dialect.start(Client.ofRun(target, "check", null).numbered(0, channels));
    } catch (IllegalArgumentException e) {
      throw new TargetException(message(target, e.getMessage()), e);
    }
    try {
      Position session = shakeHands(target, dialect, start, channels);
      FirstAnswer first = poll(target, dialect, session, channels);
      if (dialect.saysGoodbye()) {
        // Whatever it answers: the session was one of this check only.
        send(target, dialect, Purpose.GOODBYE, session, channels);
      }
      return first;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TargetException(message(target, "interrupted while waiting for the answer"), e);
    }
  }

  private Position shakeHands(URI target, Dialect dialect, Position start, String channels)
      throws InterruptedException {
    Position session = start;
    for (int i = 0; i < dialect.handshakes(); i++) {
      Purpose purpose = Purpose.handshake(i);
      SingleRequests.Reply reply = send(target, dialect, purpose, session, channels);
      if (reply.answer() == null) {
        throw unusable(target, "in the handshake " + FailuresInWords.of(target, reply));
      }
      Answer answer = read(dialect, purpose, session, reply);
      if (answer.outcome() != Outcome.DONE) {
        judgeStatus(target, dialect, session, answer, reply, new byte[0]);
        throw unusable(
            target, "request " + (i + 1) + " of its handshake failed: " + answer.detail());
      }
      session = answer.next();
    }
    return session;
  }

  private FirstAnswer poll(URI target, Dialect dialect, Position session, String channels)
      throws InterruptedException {
    SingleRequests.Reply reply = send(target, dialect, Purpose.POLL, session, channels);
    if (reply.answer() != null
        && reply.headers().get("Set-Cookie") != null
        && read(dialect, Purpose.POLL, session, reply).outcome() == Outcome.FAILED) {
      // Whoever has no cookie yet may be sent to the wrong place once; no poll after it is.
      reply = send(target, dialect, Purpose.POLL, session, channels);
    }
    if (reply.answer() != null) {
      return new FirstAnswer(judge(target, dialect, session, reply), reply.held());
    } else if (!FailureKind.TIMEOUT.equals(reply.failure())) {
      throw unusable(target, FailuresInWords.of(target, reply));
    } else {
      judgeUnfinished(target, dialect, session, reply);
      return null;
    }
  }

  private SingleRequests.Reply send(
      URI target, Dialect dialect, Purpose purpose, Position at, String channels)
      throws InterruptedException {
    Duration hold = dialect.shortestHold();
    return requests.send(
        target, dialect.request(purpose, at, hold, channels), patience(dialect, hold));
  }

  /** A hold that is longer than the patience is not waited out: to be held is a good sign. */
  private boolean willAnswer(Dialect dialect) {
    return dialect.asksForHold() && dialect.shortestHold().compareTo(patience) <= 0;
  }

  private Duration patience(Dialect dialect, Duration hold) {
    return willAnswer(dialect) ? hold.plus(patience) : patience;
  }

  /** An answer that has begun and goes on: the head of a long poll may come before its body. */
  private void judgeUnfinished(
      URI uri, Dialect dialect, Position session, SingleRequests.Reply reply) {
    if (reply.status() > 0) {
      judgeStatus(uri, dialect, session, null, reply, new byte[0]);
    }
    if (willAnswer(dialect)) {
      Duration hold = dialect.shortestHold();
      throw unusable(
          uri,
          (reply.status() == 0 ? "no answer within " : "no whole answer within ")
              + patience(dialect, hold).toMillis()
              + " ms to a poll that asked "
              + (hold.isZero() ? "not to be held" : "to be held for " + hold.toMillis() + " ms")
              + ": it does not understand dialect "
              + dialect.name()
              + ", or is overloaded");
    }
  }

  private static Answer read(
      Dialect dialect, Purpose purpose, Position asked, SingleRequests.Reply reply) {
    PollAnswer answer = reply.answer();
    return dialect.read(purpose, asked, answer.status(), answer::header, answer.body());
  }

  private static Outcome judge(
      URI uri, Dialect dialect, Position session, SingleRequests.Reply reply) {
    Answer answer = read(dialect, Purpose.POLL, session, reply);
    if (answer.outcome() == Outcome.FAILED || answer.outcome() == Outcome.GAP) {
      judgeStatus(uri, dialect, session, answer, reply, reply.answer().body());
    }
    judgeAnswer(uri, dialect, answer);
    return answer.outcome();
  }

  private static void judgeStatus(
      URI uri,
      Dialect dialect,
      Position session,
      Answer answer,
      SingleRequests.Reply reply,
      byte[] body) {
    int status = reply.status();
    AnswerHeaders headers = reply.headers();
    // A server may repeat what it was sent. Masked before it is cut, or half a secret could stay.
    String start = new String(body, 0, Math.min(body.length, MOST_QUOTED), StandardCharsets.UTF_8);
    String excerpt = Excerpt.of(dialect.masked(start, session));
    String quoted = excerpt.isEmpty() ? "" : ": " + excerpt;
    String type = headers.get("Content-Type", "").toLowerCase(Locale.ROOT);
    if (status / 100 == 3 && status != 304) {
      String location =
          Excerpt.of(dialect.masked(headers.get("Location", "nowhere it names"), session));
      throw unusable(
          uri, "it redirects (" + status + ") to " + location + ": set the URL it redirects to");
    }
    if (status == 401 || status == 403 || status == 407) {
      String challenge = headers.get("WWW-Authenticate");
      String scheme = challenge == null ? "" : ", " + Excerpt.of(challenge.split("[ ,]", 2)[0]);
      throw unusable(
          uri, "it wants credentials (" + status + scheme + "): " + credentials(dialect, answer));
    }
    if (status == 404) {
      String where =
          dialect.defaultPath().isEmpty()
              ? "check the target's URL, and the path in the dialect file that goes behind it"
              : "check the path, often " + dialect.defaultPath();
      throw unusable(uri, "there is no such path (404): " + where);
    }
    if (status == 405) {
      throw unusable(
          uri, "it does not allow the method of the request there (405): check the path");
    }
    if (status == 400) {
      throw unusable(
          uri, "it does not understand a poll of dialect " + dialect.name() + " (400)" + quoted);
    }
    if (status == 429 || status == 503) {
      String after =
          headers.get("Retry-After") != null
              ? ", Retry-After " + Excerpt.of(headers.get("Retry-After"))
              : "";
      throw unusable(
          uri, "it takes no more polls now (" + status + after + "): wait, or raise its capacity");
    }
    if (status / 100 == 5) {
      throw unusable(uri, "it answers " + status + quoted + ": look at its own log");
    }
    if (status == 200 && type.contains("html")) {
      throw unusable(uri, "it answers with a web page (" + Excerpt.of(type) + "): check the path");
    }
    if (status == 200 && type.startsWith("text/event-stream")) {
      throw unusable(
          uri, "it streams events (" + Excerpt.of(type) + "), which is not long polling");
    }
  }

  /**
   * @param answer as the dialect read it, or null: a dialect file knows where it sent credentials
   */
  private static String credentials(Dialect dialect, Answer answer) {
    boolean told = answer != null && answer.detail() != null && !dialect.isSpokenByBundledServer();
    return told
        ? answer.detail()
        : "a dialect file sends them from the environment, as in headers.Authorization = \"Bearer"
            + " ${env.TOKEN}\" (docs/dialects.md)";
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
    boolean noCursor =
        answer.next() instanceof StreamPosition next && next.cursor() == null && dialect.resumes();
    if (answer.outcome() == Outcome.EMPTY && noCursor) {
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
