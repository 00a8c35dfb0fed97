package longpoll.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import longpoll.cli.TrialClient.Call;
import longpoll.cli.TrialClient.Came;
import longpoll.dialect.Answer.Misfit;
import longpoll.dialect.Delivery;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.AnswerExplanation;
import longpoll.dialect.file.AnswerExplanation.RuleFit;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.Reading;
import longpoll.dialect.file.TokenMasks;
import longpoll.transport.PollAnswer;

/**
 * A trial as a person reads it: {@code >} before a request, {@code <} before an answer, {@code *}
 * before what it means. For one thread.
 */
final class TrialPrinter {
  private static final int MOST_EVENTS = 20;
  private static final String CREDENTIALS = "; credentials ";

  private final FileDialect dialect;
  private final MaskedOutput out;

  TrialPrinter(FileDialect dialect, boolean full, PrintWriter out) {
    this.dialect = dialect;
    this.out = new MaskedOutput(new TokenMasks(dialect), full, out);
  }

  void title(String title) {
    out.title(title);
  }

  void say(String text) {
    out.note(text);
    out.flush();
  }

  void request(byte[] bytes) {
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = head.indexOf("\r\n\r\n");
    for (String header : head.substring(0, end).split("\r\n")) {
      out.header("> ", header);
    }
    int length = bytes.length - end - 4;
    if (length > 0) {
      byte[] body = new byte[length];
      System.arraycopy(bytes, end + 4, body, 0, length);
      out.body("> ", body);
    }
    out.flush();
  }

  /** Reads an answer, and shows it with what it means. */
  Reading answer(Call call, Came came) {
    PollAnswer answer = came.reply().answer();
    Reading reading =
        dialect.read(call.purpose(), call.asked(), answer.status(), answer::header, answer.body());
    AnswerExplanation why =
        AnswerExplanation.of(
            dialect, call.purpose(), call.asked(), answer.status(), answer::header, answer.body());
    out.learn(call.purpose(), why.found(), answer);
    out.line(
        "< ",
        "HTTP "
            + answer.status()
            + " after "
            + millis(came.nanos() / 1e6)
            + ", "
            + answer.body().length
            + " bytes");
    out.headers(answer.headers());
    out.body("< ", answer.body());
    explain(why);
    cursors(call, reading, why);
    events(reading, why, answer.micros());
    meaning(reading, answer);
    out.flush();
    return reading;
  }

  // ---- What it means ---------------------------------------------------------------------------

  private void explain(AnswerExplanation why) {
    for (RuleFit rule : why.rules()) {
      if (rule.misses() == null) {
        out.note(rule.name() + " fits: " + rule.rule());
      } else {
        out.note(rule.name() + " does not fit (" + rule.rule() + "): " + rule.misses());
      }
    }
  }

  private void cursors(Call call, Reading reading, AnswerExplanation why) {
    boolean any = false;
    for (String name : call.asked().names()) {
      String before = call.asked().value(name);
      String after = reading.next().value(name);
      boolean changed = before == null ? after != null : !before.equals(after);
      if (changed) {
        out.note(name + ": " + shown(before) + " -> " + shown(after));
        any = true;
      } else if (why.found().containsKey(name)) {
        boolean same = why.found().get(name).equals(after);
        out.note(
            name
                + ": stays "
                + shown(after)
                + (same ? "" : ", though the answer has " + shown(why.found().get(name))));
        any = true;
      }
    }
    boolean understood = reading.rule() != null && call.purpose().equals(Purpose.POLL);
    if (!any && understood && dialect.resumes()) {
      out.note("no cursor is in the answer");
    }
  }

  private static String shown(String value) {
    return value == null ? "(none)" : value.isEmpty() ? "(empty)" : value;
  }

  private void events(Reading reading, AnswerExplanation why, long nowMicros) {
    List<PolledEvent> events = reading.events();
    for (int i = 0; i < events.size() && i < MOST_EVENTS; i++) {
      out.note("event " + (i + 1) + ": " + event(events.get(i), nowMicros));
    }
    if (events.size() > MOST_EVENTS) {
      out.note("... and " + (events.size() - MOST_EVENTS) + " events more");
    }
    unknown(reading, why, "id", PolledEvent::id);
    unknown(reading, why, "seq", PolledEvent::seq);
    boolean oneInstant = why.eventFields().contains("planned-at");
    unknown(reading, why, oneInstant ? "planned-at" : "published-at", PolledEvent::plannedAtMicros);
    for (Misfit misfit : reading.misfits()) {
      out.note("warning: " + misfit.kind() + ", and counts as unknown");
    }
  }

  private static String event(PolledEvent event, long nowMicros) {
    StringBuilder text = new StringBuilder();
    text.append(event.id() == PolledEvent.UNKNOWN ? "no id" : "id " + event.id());
    text.append(event.seq() == PolledEvent.UNKNOWN ? ", no seq" : ", seq " + event.seq());
    text.append(", channel ").append(event.channel());
    long planned = event.plannedAtMicros();
    long published = event.publishedAtMicros();
    if (planned != PolledEvent.UNKNOWN && planned != published) {
      text.append(instant(", planned ", planned, nowMicros));
    }
    if (published != PolledEvent.UNKNOWN) {
      text.append(instant(", published ", published, nowMicros));
    }
    return text.toString();
  }

  private static String instant(String what, long micros, long nowMicros) {
    Instant instant = Instant.EPOCH.plusNanos(Math.multiplyExact(micros, 1000L));
    double lag = (nowMicros - micros) / 1000.0;
    return what
        + instant
        + (lag < 0 ? " (" + millis(-lag) + " in the future)" : " (lag " + millis(lag) + ")");
  }

  /** What was found and does not fit has a warning of its own. */
  private void unknown(
      Reading reading, AnswerExplanation why, String field, ToLongFunction<PolledEvent> value) {
    if (reading.misfits().stream().anyMatch(misfit -> misfit.kind().startsWith(field + " "))) {
      return;
    }
    List<PolledEvent> events = reading.events();
    long missing = events.stream().filter(e -> value.applyAsLong(e) == PolledEvent.UNKNOWN).count();
    if (missing > 0 && why.eventFields().contains(field)) {
      out.note("warning: " + field + " was not found in " + missing + " of " + events.size());
    }
  }

  private void meaning(Reading reading, PollAnswer answer) {
    if (reading.kind() == Reading.Kind.DONE) {
      return;
    }
    String kind = reading.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String failure = reading.failureKind() == null ? "" : " " + reading.failureKind();
    String events = reading.events().isEmpty() ? "" : ": " + reading.events().size();
    out.note("means " + kind + failure + events + because(reading));
    if (answer.status() == 404 && reading.kind() == Reading.Kind.FAILED) {
      out.note("is the path right? it is the target's, and behind it the dialect's");
    }
    if (answer.status() >= 300 && answer.status() < 400 && answer.header("Location") != null) {
      out.note("redirects are not followed; this one leads to " + answer.header("Location"));
    }
  }

  /** Its body is shown already, and an excerpt of it could hold half of a token. */
  private static String because(Reading reading) {
    String detail = reading.detail();
    if (detail == null) {
      return "";
    }
    int body = detail.indexOf("; the body starts: ");
    String words = body < 0 ? detail : detail.substring(0, body);
    int rules = words.indexOf(" fits; ");
    if (rules >= 0) {
      // What each rule misses is said above; where credentials were sent is not.
      int credentials = words.lastIndexOf(CREDENTIALS);
      words = words.substring(0, rules + 5) + (credentials < 0 ? "" : words.substring(credentials));
    }
    return " (" + words + ")";
  }

  /** What a client of a run does after the answer to a poll. */
  void next(Reading reading, boolean acks) {
    List<String> steps = new ArrayList<>();
    if (!reading.acks().isEmpty() && acks) {
      boolean queue = dialect.delivery() == Delivery.QUEUE;
      steps.add(
          "confirm "
              + (reading.acks().size() == 1 ? "once" : reading.acks().size() + " times")
              + (queue ? " (which takes it out of the queue; --no-ack leaves it)" : ""));
    }
    if (reading.followUp()) {
      steps.add("send the follow-up");
    }
    if (reading.delay() != null) {
      steps.add("wait " + millis(reading.delay().toNanos() / 1e6));
    }
    switch (reading.kind()) {
      case RESET -> steps.add("poll with the first values of the cursors");
      case REHANDSHAKE -> steps.add("make the handshake again, and poll");
      case THROTTLE -> steps.add(reading.delay() == null ? "back off, and poll" : "poll again");
      case CLOSED ->
          steps.add(
              dialect.has(Purpose.Kind.HANDSHAKE) ? "start a new session" : "leave: it is over");
      case FAILED -> steps.add(reading.delay() == null ? "back off, and poll" : "poll again");
      default -> steps.add("poll again");
    }
    out.note("next: " + String.join(", then ", steps));
    out.flush();
  }

  void noAnswer(Call call, Came came, DialectTrial.Plan plan) {
    int status = came.reply().status();
    if (status > 0) {
      out.line("< ", "HTTP " + status + ", and no whole answer");
      out.learnCookies(came.reply().headers());
      out.headers(came.reply().headers());
    }
    String kind = came.reply().failure();
    boolean held = kind.equals(FailureKind.TIMEOUT) && call.purpose().equals(Purpose.POLL);
    if (!held) {
      out.note(
          "failed " + kind + " after " + millis(came.nanos() / 1e6) + ": " + came.reply().detail());
    } else if (status > 0) {
      out.note(
          "the answer began and did not end within "
              + millis(came.nanos() / 1e6)
              + ": does it stream?");
    } else {
      out.note("still held after " + millis(came.nanos() / 1e6) + ", and given up");
      out.note(heldHint(plan.hold()));
    }
    if (kind.equals(FailureKind.TLS)) {
      out.note("--trust-store FILE names a certificate to trust; --trust-all trusts any");
    }
    out.flush();
  }

  private String heldHint(Duration hold) {
    return switch (dialect.hold().by()) {
      case CLIENT ->
          "it was asked for "
              + millis(hold.toMillis())
              + ": does the server read that where the dialect puts it?";
      case SERVER -> "the server has a limit of its own: --hold says how long to wait for it";
      case NONE -> "such polls are held until there is news: --publish makes some";
    };
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 100 ? "%.1f ms" : "%.0f ms", millis);
  }
}
