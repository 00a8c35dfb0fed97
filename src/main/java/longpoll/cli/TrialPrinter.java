package longpoll.cli;

import io.netty.handler.codec.http.HttpHeaders;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import longpoll.cli.TrialClient.Call;
import longpoll.cli.TrialClient.Came;
import longpoll.dialect.Answer.Misfit;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.AnswerExplanation;
import longpoll.dialect.file.AnswerExplanation.RuleFit;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.Reading;
import longpoll.dialect.file.TokenMasks;
import longpoll.text.Excerpt;
import longpoll.transport.PollAnswer;

/**
 * A trial as a person reads it: {@code >} before a request, {@code <} before an answer, {@code *}
 * before what it means. What a server sent is bounded and printable; tokens and secrets are masked
 * before anything is cut, or the half of one could stay. For one thread.
 */
final class TrialPrinter {
  private static final int SHORT_BODY = 2_000;
  private static final int FULL_BODY = 1 << 16;
  private static final int MOST_EVENTS = 20;
  private static final int MOST_HEADERS = 50;
  private static final int LONGEST_LINE = 500;

  /** What a handshake's answer calls a token, whether the dialect reads it there or not. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"[^\"]{0,40}(?:token|secret|passw|session|jwt)[^\"]{0,40}\"\\s{0,9}:\\s{0,9}\"",
          Pattern.CASE_INSENSITIVE);

  /** Whatever is shorter is a word, such as bearer. */
  private static final int SHORTEST_TOKEN = 8;

  private final FileDialect dialect;
  private final TokenMasks masks;
  private final int longestBody;
  private final PrintWriter out;

  TrialPrinter(FileDialect dialect, boolean full, PrintWriter out) {
    this.dialect = dialect;
    this.out = out;
    masks = new TokenMasks(dialect);
    longestBody = full ? FULL_BODY : SHORT_BODY;
  }

  void title(String title) {
    out.println();
    out.println("== " + title);
    out.flush();
  }

  void say(String text) {
    line("* ", text);
    out.flush();
  }

  // ---- Request and answer ----------------------------------------------------------------------

  void request(byte[] bytes) {
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = head.indexOf("\r\n\r\n");
    for (String header : head.substring(0, end).split("\r\n")) {
      header("> ", header);
    }
    int length = bytes.length - end - 4;
    if (length > 0) {
      byte[] body = new byte[length];
      System.arraycopy(bytes, end + 4, body, 0, length);
      body("> ", body);
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
    masks.learn(why.found());
    learnTokens(call.purpose(), answer);
    line(
        "< ",
        "HTTP "
            + answer.status()
            + " after "
            + millis(came.nanos() / 1e6)
            + ", "
            + answer.body().length
            + " bytes");
    headers(answer.headers());
    body("< ", answer.body());
    explain(why);
    cursors(call, reading, why);
    events(reading, why, answer.micros());
    meaning(reading, answer);
    out.flush();
    return reading;
  }

  private void learnTokens(Purpose purpose, PollAnswer answer) {
    learnCookies(answer.headers("Set-Cookie"));
    boolean handshake =
        purpose.kind() == Purpose.Kind.HANDSHAKE
            || purpose.kind() == Purpose.Kind.PUBLISH_HANDSHAKE;
    if (handshake) {
      byte[] body = answer.body();
      int length = Math.min(body.length, 2 * FULL_BODY);
      String text = new String(body, 0, length, StandardCharsets.UTF_8);
      Matcher tokens = TOKEN.matcher(text);
      while (tokens.find()) {
        int end = tokens.end();
        while (end < text.length() && text.charAt(end) != '"') {
          end += text.charAt(end) == '\\' ? 2 : 1;
        }
        learnToken(text.substring(tokens.end(), Math.min(end, text.length())));
      }
    }
  }

  private void learnToken(String value) {
    if (value.length() >= SHORTEST_TOKEN) {
      masks.learn(value);
    }
  }

  private void learnCookies(List<String> setCookies) {
    for (String cookie : setCookies) {
      int equals = cookie.indexOf('=');
      int end = cookie.indexOf(';');
      if (equals >= 0 && (end < 0 || end > equals)) {
        learnToken(cookie.substring(equals + 1, end < 0 ? cookie.length() : end).trim());
      }
    }
  }

  private void headers(HttpHeaders headers) {
    int shown = 0;
    for (Map.Entry<String, String> header : headers) {
      if (shown++ == MOST_HEADERS) {
        line("< ", "... and " + (headers.size() - MOST_HEADERS) + " headers more");
        return;
      }
      header("< ", header.getKey() + ": " + header.getValue());
    }
  }

  private void header(String prefix, String header) {
    String lower = header.toLowerCase(Locale.ROOT);
    String shown = header;
    if (lower.startsWith("set-cookie:")) {
      int end = header.indexOf(';');
      String pair = end < 0 ? header.substring(11) : header.substring(11, end);
      shown = "Set-Cookie: " + maskedPair(pair) + (end < 0 ? "" : header.substring(end));
    } else if (lower.startsWith("cookie:")) {
      List<String> pairs = new ArrayList<>();
      for (String pair : header.substring(7).split(";")) {
        pairs.add(maskedPair(pair));
      }
      shown = "Cookie: " + String.join("; ", pairs);
    }
    line(prefix, Excerpt.of(masks.mask(shown), LONGEST_LINE));
  }

  private String maskedPair(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0
        ? masks.brief(pair.trim())
        : pair.substring(0, equals + 1).trim() + masks.brief(pair.substring(equals + 1).trim());
  }

  private void body(String prefix, byte[] body) {
    if (body.length == 0) {
      return;
    }
    // A character takes four bytes at most, and a token may go on behind what is shown.
    long enough = 4L * longestBody + 4L * masks.longest();
    int length = (int) Math.min(body.length, enough);
    String text = masks.mask(new String(body, 0, length, StandardCharsets.UTF_8));
    if (length < body.length) {
      text = text.substring(0, Math.max(0, text.length() - masks.longest()));
    }
    boolean cut = length < body.length || text.length() > longestBody;
    line(prefix, "");
    for (String each : text.substring(0, Math.min(text.length(), longestBody)).split("\r?\n")) {
      line(prefix, each);
    }
    if (cut) {
      String more = longestBody == FULL_BODY ? "" : "; --full shows up to 64 KB";
      line(prefix, "... (cut; it has " + body.length + " bytes" + more + ")");
    }
  }

  // ---- What it means ---------------------------------------------------------------------------

  private void explain(AnswerExplanation why) {
    for (RuleFit rule : why.rules()) {
      if (rule.misses() == null) {
        brief(rule.name() + " fits: " + rule.rule());
      } else {
        brief(rule.name() + " does not fit (" + rule.rule() + "): " + rule.misses());
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
        brief(name + ": " + shown(before) + " -> " + shown(after));
        any = true;
      } else if (why.found().containsKey(name)) {
        boolean same = why.found().get(name).equals(after);
        brief(
            name
                + ": stays "
                + shown(after)
                + (same ? "" : ", though the answer has " + shown(why.found().get(name))));
        any = true;
      }
    }
    if (!any && call.purpose().kind() == Purpose.Kind.POLL) {
      brief("no cursor is in the answer");
    }
  }

  private static String shown(String value) {
    return value == null ? "(none)" : value.isEmpty() ? "(empty)" : value;
  }

  private void events(Reading reading, AnswerExplanation why, long nowMicros) {
    List<PolledEvent> events = reading.events();
    for (int i = 0; i < events.size() && i < MOST_EVENTS; i++) {
      brief("event " + (i + 1) + ": " + event(events.get(i), nowMicros));
    }
    if (events.size() > MOST_EVENTS) {
      brief("... and " + (events.size() - MOST_EVENTS) + " events more");
    }
    unknown(events, why, "id", PolledEvent::id);
    unknown(events, why, "seq", PolledEvent::seq);
    boolean oneInstant = why.eventFields().contains("planned-at");
    unknown(events, why, oneInstant ? "planned-at" : "published-at", PolledEvent::plannedAtMicros);
    for (Misfit misfit : reading.misfits()) {
      brief("warning: " + misfit.kind() + ", and counts as unknown");
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
        + (lag < 0 ? " (" + millis(-lag) + " after now)" : " (lag " + millis(lag) + ")");
  }

  private void unknown(
      List<PolledEvent> events,
      AnswerExplanation why,
      String field,
      ToLongFunction<PolledEvent> value) {
    long missing = events.stream().filter(e -> value.applyAsLong(e) == PolledEvent.UNKNOWN).count();
    if (missing > 0 && why.eventFields().contains(field)) {
      brief("warning: " + field + " was not found in " + missing + " of " + events.size());
    }
  }

  private void meaning(Reading reading, PollAnswer answer) {
    String kind = reading.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String failure = reading.failureKind() == null ? "" : " " + reading.failureKind();
    String events = reading.events().isEmpty() ? "" : ": " + reading.events().size();
    brief("means " + kind + failure + events + because(reading));
    if (answer.status() >= 300 && answer.status() < 400 && answer.header("Location") != null) {
      brief("redirects are not followed; this one leads to " + answer.header("Location"));
    }
  }

  /** Its body is shown already, and an excerpt of it could hold half of a token. */
  private static String because(Reading reading) {
    String detail = reading.detail();
    if (detail == null) {
      return "";
    }
    int body = detail.indexOf("; the body starts: ");
    return " (" + (body < 0 ? detail : detail.substring(0, body)) + ")";
  }

  /** What a client of a run does after the answer to a poll. */
  void next(Reading reading, boolean acks) {
    List<String> steps = new ArrayList<>();
    if (!reading.acks().isEmpty() && acks) {
      boolean queue = dialect.delivery() == longpoll.dialect.Delivery.QUEUE;
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
    brief("next: " + String.join(", then ", steps));
    out.flush();
  }

  void noAnswer(Call call, Came came, DialectTrial.Plan plan) {
    int status = came.reply().status();
    if (status > 0) {
      line("< ", "HTTP " + status + ", and no whole answer");
      learnCookies(came.reply().headers().getAll("Set-Cookie"));
      headers(came.reply().headers());
    }
    String kind = came.reply().failure();
    boolean held = kind.equals(FailureKind.TIMEOUT) && call.purpose().equals(Purpose.POLL);
    if (!held) {
      brief(
          "failed " + kind + " after " + millis(came.nanos() / 1e6) + ": " + came.reply().detail());
    } else if (status > 0) {
      brief(
          "the answer began and did not end within "
              + millis(came.nanos() / 1e6)
              + ": does it stream?");
    } else {
      brief("still held after " + millis(came.nanos() / 1e6) + ", and given up");
      brief(heldHint(plan.hold()));
    }
    if (kind.equals(FailureKind.TLS)) {
      brief("--trust-store FILE names a certificate to trust; --trust-all trusts any");
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

  // ---- Lines -----------------------------------------------------------------------------------

  private static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 100 ? "%.1f ms" : "%.0f ms", millis);
  }

  private void brief(String text) {
    line("* ", Excerpt.of(masks.mask(text), LONGEST_LINE));
  }

  /** Whatever could move the cursor, colour or turn around the text is written as its number. */
  private void line(String prefix, String text) {
    String masked = masks.mask(text);
    StringBuilder shown = new StringBuilder(prefix);
    masked
        .codePoints()
        .forEach(
            c -> {
              if (c == '\t' || isPrintable(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
              }
            });
    out.println(shown.toString().stripTrailing());
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
