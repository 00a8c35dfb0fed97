package longpoll.audit;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PollRequest;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Moment;
import longpoll.finding.Finding.Verdict;
import longpoll.transport.ObservedExchange;

/**
 * Finds out whether the gateway passes an answer on as it comes, or holds back what has come of it.
 * That shows only where the server sends a part of an answer well before the rest. The bundled
 * server does when it is asked for heartbeats; another one may have a path that does; and some do
 * so with each poll.
 */
final class Buffering {
  static final String ID = "buffering";
  private static final String TITLE = "The gateway passes answers on as they come";

  /** Head at once, all else 0.9 s later: less than any read timeout, and no events of others. */
  private static final PollRequest HEAD_FIRST =
      PollRequest.ofQuery("channel=" + AuditPlan.IDLE_CHANNEL + "&timeout=0.9&heartbeat=10");

  /** More than HAProxy delays a piece by, which it collects for 200 ms unless told otherwise. */
  private static final long CLEARLY_MICROS = 300_000;

  private static final int PROBES = 3;

  /** Of so many answers some must come in two reads before it tells that none does. */
  private static final int HEADS = 100;

  private static final int SOME_HEADS = 3;
  private static final String NOT_THERE = "longpoll-audit-not-there";
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final int SMALL_ANSWER = 4_096;

  /** Answers of one of the sides: how they came. */
  private record Pieces(Double firstMicros, Double spanMicros, ObservedExchange example) {
    static Pieces of(List<ObservedExchange> exchanges) {
      List<ObservedExchange> sent =
          exchanges.stream()
              .filter(one -> one.sentMicros() != null)
              // An answer that does not end can tell as well.
              .filter(one -> one.answered() || FailureKind.TIMEOUT.equals(one.failure()))
              .toList();
      return new Pieces(
          Words.median(sent.stream().map(Pieces::first).toList()),
          Words.median(sent.stream().map(Pieces::span).toList()),
          sent.isEmpty() ? null : sent.get(0));
    }

    /** From the request to the first byte of the answer; to the end where none came. */
    private static Double first(ObservedExchange one) {
      long first = one.reads().isEmpty() ? over(one) : one.reads().get(0).micros();
      return (double) first - one.sentMicros();
    }

    /** From the first byte to the end. */
    private static Double span(ObservedExchange one) {
      return one.reads().isEmpty() ? 0.0 : (double) over(one) - one.reads().get(0).micros();
    }

    private static long over(ObservedExchange one) {
      return one.endMicros() != null
          ? one.endMicros()
          : one.happenings().get(one.happenings().size() - 1).micros();
    }
  }

  private Buffering() {}

  /**
   * @param bundled whether it is the project's own server
   */
  static Finding examine(Side direct, Side via, Comparison seen, boolean bundled)
      throws InterruptedException {
    AuditPlan plan = seen.plan();
    if (plan.pieces() != null) {
      Duration limit = plan.patience();
      return judge(
          "a request to " + plan.pieces(),
          direct.beside(PROBES, at(direct, plan.pieces()), limit),
          via.beside(PROBES, at(via, plan.pieces()), limit),
          seen,
          "the answer of "
              + plan.pieces()
              + " does not come in pieces: --pieces needs a path whose answer begins"
              + " 0.3 s or more before it ends");
    }
    if (bundled) {
      return judge(
          "a poll with heartbeats",
          direct.beside(PROBES, HEAD_FIRST, Duration.ofSeconds(5)),
          via.beside(PROBES, HEAD_FIRST, Duration.ofSeconds(5)),
          seen,
          "this version of the server does not know heartbeats");
    }
    Finding finding = ofPolls(seen);
    return finding == null ? ofHeads(direct, via, seen) : finding;
  }

  private static PollRequest at(Side side, String pieces) {
    URI url = side.url().resolve(pieces);
    return new PollRequest(
        null,
        null,
        url.getRawPath(),
        url.getRawQuery() == null ? "" : url.getRawQuery(),
        Map.of(),
        null);
  }

  private static Finding judge(
      String what,
      List<CompletableFuture<ObservedExchange>> direct,
      List<CompletableFuture<ObservedExchange>> via,
      Comparison seen,
      String whyNot)
      throws InterruptedException {
    List<ObservedExchange> seenDirect = Side.await(direct);
    Pieces came = Pieces.of(Side.await(via));
    if (came.example == null) {
      return finding(
          Verdict.UNKNOWN, what + " got no answer through the gateway", howToTell(seen), List.of());
    }
    Finding finding = judge(what, Pieces.of(seenDirect), came, seen);
    return finding == null ? finding(Verdict.UNKNOWN, whyNot, howToTell(seen), List.of()) : finding;
  }

  /** Null where the direct answers do not come in pieces. */
  private static Finding judge(String what, Pieces direct, Pieces via, Comparison seen) {
    if (direct.spanMicros == null || via.spanMicros == null || direct.spanMicros < CLEARLY_MICROS) {
      return null;
    }
    String found =
        "the answer to "
            + what
            + " began direct "
            + Words.time(direct.firstMicros)
            + " after the request and ended "
            + Words.time(direct.spanMicros)
            + " after that; via it began after "
            + Words.time(via.firstMicros)
            + " and ended "
            + Words.time(via.spanMicros)
            + " after that";
    double heldBack = direct.spanMicros - via.spanMicros;
    return heldBack >= CLEARLY_MICROS || heldBack > direct.spanMicros / 2
        ? finding(
            Verdict.FAIL,
            found + ": the gateway holds back what has come",
            passOn(seen),
            timeline(via.example))
        : finding(Verdict.PASS, found, "", List.of());
  }

  private static List<Moment> timeline(ObservedExchange example) {
    return example.happenings().stream()
        .map(one -> new Moment(one.micros() - example.startMicros(), "via", one.text()))
        .toList();
  }

  private static Finding ofPolls(Comparison seen) {
    return judge("polls", Pieces.of(whole(seen.direct())), Pieces.of(whole(seen.via())), seen);
  }

  /**
   * Many servers write head and body one after the other, microseconds apart, and some of the heads
   * are read first. A gateway that passes answers on as they come lets that happen as well; nginx
   * with its buffering waits for the body, so that it never does. Shown by answers to a path that
   * is not there, since these come at once.
   */
  private static Finding ofHeads(Side direct, Side via, Comparison seen)
      throws InterruptedException {
    List<ObservedExchange> one = small(direct.inTurn(HEADS, at(direct, NOT_THERE), AT_ONCE));
    if (one.size() < HEADS) {
      return finding(
          Verdict.UNKNOWN,
          "the server answers polls in one piece, and has no other answer that comes at once",
          howToTell(seen),
          List.of());
    }
    List<ObservedExchange> other = small(via.inTurn(HEADS, at(via, NOT_THERE), AT_ONCE));
    long apart = apart(one);
    long apartVia = apart(other);
    String how =
        "head and body of a 404 came apart in "
            + Words.part(apart, HEADS, "answers direct and in ")
            + Words.part(apartVia, HEADS, "via");
    boolean tells = other.size() == HEADS && sameAnswers(one, other);
    if (tells && apartVia >= SOME_HEADS) {
      return finding(Verdict.PASS, how, "", List.of());
    }
    if (tells && apart >= SOME_HEADS && apartVia == 0 && seen.gateway() == Gateway.NGINX) {
      return finding(
          Verdict.FAIL,
          how + ": the gateway waits for the body before it passes the head on",
          passOn(seen),
          timeline(other.get(0)));
    }
    return finding(
        Verdict.UNKNOWN,
        "the server sends each answer in one piece, so that nothing could be held back"
            + (tells ? "; " + how : ""),
        howToTell(seen),
        List.of());
  }

  /** Whether the server has answered, and not the gateway by itself. */
  private static boolean sameAnswers(List<ObservedExchange> one, List<ObservedExchange> other) {
    return one.size() == HEADS
        && one.get(0).status() == other.get(0).status()
        && Arrays.equals(one.get(0).body(), other.get(0).body());
  }

  private static List<ObservedExchange> whole(List<SeenPoll> side) {
    return side.stream().filter(SeenPoll::understood).map(SeenPoll::exchange).toList();
  }

  private static List<ObservedExchange> small(List<ObservedExchange> all) {
    return all.stream()
        .filter(one -> one.bodyBytes() > 0 && one.bodyBytes() < SMALL_ANSWER)
        .filter(one -> Objects.nonNull(one.head()))
        .toList();
  }

  private static long apart(List<ObservedExchange> small) {
    return small.stream().filter(one -> one.reads().size() > 1).count();
  }

  private static String passOn(Comparison seen) {
    return "Have answers passed on at once: " + seen.gateway().passing + ".";
  }

  private static String howToTell(Comparison seen) {
    return "It matters for large answers, and where a server sends something while it holds a poll."
        + " Name a path whose answer comes in pieces with --pieces, or check the gateway: "
        + seen.gateway().passing
        + ".";
  }

  private static Finding finding(
      Verdict verdict, String found, String advice, List<Moment> timeline) {
    return new Finding(ID, TITLE, verdict, found, "", advice, timeline);
  }
}
