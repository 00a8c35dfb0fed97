package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import longpoll.dialect.Answer.Misfit;
import longpoll.dialect.Dialect.HeaderLookup;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.RetryAfter;
import longpoll.dialect.file.Cursors.Cursor;
import longpoll.text.Excerpt;

/**
 * A request and how its answer is read. Immutable once made, safe for any thread; {@link #read}
 * never throws on what a server sent.
 *
 * @param name path in the file, such as {@code poll}
 * @param cursors what is read; of a handshake what is taken, all of which must be there
 * @param first the first value of each name, null for none
 * @param allCursors indexes of the cursors, which a reset forgets
 * @param session indexes of the cursors and of what the handshake took
 * @param kept indexes of what is kept for confirmations
 * @param failure kind of failure where an answer is not what a handshake expects; else null
 */
record Exchange(
    String name,
    RequestTemplate request,
    BodyPlan plan,
    List<Rule> rules,
    Cursors cursors,
    String[] first,
    int[] allCursors,
    int[] session,
    int[] kept,
    String failure,
    Secrets secrets) {

  /** A body above this is not read. */
  private static final int LARGEST = 64 << 20;

  private static final int MOST_REASONS = 5;

  Reading read(DialectState asked, int status, HeaderLookup header, byte[] body) {
    if (status < 100 || status > 999) {
      return malformed(asked, "HTTP status " + status + ", which is none", new byte[0]);
    }
    if (body.length > LARGEST) {
      return malformed(asked, "a body of " + body.length + " bytes", new byte[0]);
    }
    BodyScan scan = plan.scan(body, header, BodyPlan.channelOf(asked));
    Cursors.Read read = cursors.read(asked, header, scan.values());
    Rule.Seen seen = new Rule.Seen(status, header, body, scan, read);
    for (Rule rule : rules) {
      if (rule.matches(seen)) {
        return apply(rule, asked, seen);
      }
    }
    return unmatched(asked, seen);
  }

  private Reading apply(Rule rule, DialectState asked, Rule.Seen seen) {
    return switch (rule.kind()) {
      case EVENTS, EMPTY, OTHER, GAP, FOLLOW_UP, DONE -> advance(rule, asked, seen);
      case RESET, REHANDSHAKE -> {
        boolean brings = rule.kind() == Reading.Kind.REHANDSHAKE && bringsListedEvents(seen);
        yield reading(
            rule,
            rule.kind(),
            brings ? seen.scan().events() : List.of(),
            seen.cursors().into(forget(asked, rule.forget()), rule.forget()),
            words("HTTP status " + seen.status() + " (" + rule.name() + ")", seen.body()),
            delay(rule, seen),
            brings ? misfits(seen.scan(), seen) : List.of());
      }
      case THROTTLE, CLOSED, FAILED -> stay(rule, asked, seen);
    };
  }

  /**
   * Whether an answer brings events beside its own news: the last ones of a session that it ends,
   * as in Bayeux, or the newest ones after a gap, as in Matrix. A body that would be one event as a
   * whole is that news, and no event.
   */
  private boolean bringsListedEvents(Rule.Seen seen) {
    return seen.status() / 100 == 2 && plan.listsEvents();
  }

  /** The client goes on from where the answer says. */
  private Reading advance(Rule rule, DialectState asked, Rule.Seen seen) {
    BodyScan scan = seen.scan();
    boolean afterGap = rule.kind() == Reading.Kind.GAP && bringsListedEvents(seen);
    boolean brings = rule.kind() == Reading.Kind.EVENTS || afterGap;
    String problem = seen.cursors().problem();
    if (problem == null && brings && plan.events.strict() && !scan.misfits().isEmpty()) {
      problem = scan.misfits().get(0);
    }
    if (problem == null && failure != null) {
      problem = untaken(seen);
    }
    if (problem != null) {
      return failed(asked, failure, seen.status() + ": " + problem, seen.body(), null);
    }
    Cursor back = seen.cursors().backwards();
    if (back != null && rule.kind() != Reading.Kind.DONE) {
      boolean reset = back.backwards() == Cursors.Backwards.RESET;
      Reading.Kind kind = reset ? Reading.Kind.RESET : Reading.Kind.REHANDSHAKE;
      DialectState anew = forget(asked, reset ? allCursors : session);
      String what = words("cursor " + back.name() + " went back", seen.body());
      return reading(rule, kind, List.of(), anew, what, delay(rule, seen), List.of());
    }
    DialectState next = seen.cursors().into(forget(asked, rule.forget()), rule.forget());
    List<PolledEvent> events = brings ? scan.events() : List.of();
    List<Misfit> misfits = brings ? misfits(scan, seen) : List.of();
    Reading reading = reading(rule, rule.kind(), events, next, null, delay(rule, seen), misfits);
    return rule.ack() ? withAcks(reading, scan) : reading;
  }

  private String untaken(Rule.Seen seen) {
    for (Cursor take : cursors.cursors()) {
      if (seen.cursors().text(take) == null) {
        return take.name() + " is not in the answer, where " + take.sources().get(0) + " is read";
      }
    }
    return null;
  }

  private Reading stay(Rule rule, DialectState asked, Rule.Seen seen) {
    Duration delay = delay(rule, seen);
    String what = "HTTP status " + seen.status() + " (" + rule.name() + ")";
    String kind =
        rule.kind() == Reading.Kind.CLOSED
            ? null
            : rule.failureKind() != null ? rule.failureKind() : ofStatus(rule, seen.status());
    return new Reading(
        rule.kind(),
        rule.name(),
        List.of(),
        asked,
        List.of(),
        kind,
        words(what + forbidden(seen.status()), seen.body()),
        delay,
        false,
        List.of());
  }

  private static String ofStatus(Rule rule, int status) {
    return status >= 300 || rule.kind() != Reading.Kind.THROTTLE
        ? FailureKind.ofStatus(status)
        : FailureKind.THROTTLED;
  }

  private Reading withAcks(Reading reading, BodyScan scan) {
    DialectState next = reading.next();
    List<DialectState> acks = new ArrayList<>();
    if (kept.length == 0) {
      acks.add(next);
    }
    for (String[] values : scan.kept()) {
      if (values != null) {
        DialectState ack = next;
        for (int i = 0; i < kept.length; i++) {
          ack = ack.with(kept[i], values[i]);
        }
        acks.add(ack);
      }
    }
    return new Reading(
        reading.kind(),
        reading.rule(),
        reading.events(),
        next,
        List.copyOf(acks),
        null,
        null,
        reading.delay(),
        reading.followUp(),
        reading.misfits());
  }

  private static Reading reading(
      Rule rule,
      Reading.Kind kind,
      List<PolledEvent> events,
      DialectState next,
      String detail,
      Duration delay,
      List<Misfit> misfits) {
    boolean more = rule.followUp() || kind == Reading.Kind.FOLLOW_UP;
    return new Reading(
        kind, rule.name(), events, next, List.of(), null, detail, delay, more, misfits);
  }

  private DialectState forget(DialectState state, int[] indexes) {
    DialectState next = state;
    for (int index : indexes) {
      next = next.with(index, first[index]);
    }
    return next;
  }

  /** What the rule reads, or else Retry-After where the answer is no news. */
  private static Duration delay(Rule rule, Rule.Seen seen) {
    if (rule.delay() != null) {
      String text =
          rule.delaySlot() >= 0
              ? seen.scan().values().text(rule.delaySlot())
              : Cursors.ofHeader(rule.delay(), seen.header()).text(0);
      Duration delay = text == null ? null : delay(text, rule.delay().unit());
      if (delay != null) {
        return delay;
      }
    }
    return switch (rule.kind()) {
      case EVENTS, EMPTY, OTHER, FOLLOW_UP, DONE -> null;
      default -> RetryAfter.SYSTEM.read(seen.header());
    };
  }

  /**
   * Null for none, for no wait and for more than a day: a client must not sleep through the run.
   */
  private static Duration delay(String text, InstantUnit unit) {
    try {
      long micros = unit.micros(text);
      boolean asks = micros > 0 && micros <= Duration.ofDays(1).toMillis() * 1000;
      return asks ? Duration.ofNanos(micros * 1000) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private List<Misfit> misfits(BodyScan scan, Rule.Seen seen) {
    if (scan.misfits().isEmpty()) {
      return List.of();
    }
    return scan.misfits().stream()
        .map(
            misfit ->
                new Misfit(
                    misfit,
                    words(seen.status() + ": " + misfit + ", and counts as unknown", seen.body())))
        .toList();
  }

  private Reading unmatched(DialectState asked, Rule.Seen seen) {
    int status = seen.status();
    boolean known = rules.stream().anyMatch(rule -> rule.statuses().get(status));
    Duration delay = status >= 300 ? RetryAfter.SYSTEM.read(seen.header()) : null;
    if (!known) {
      String wanted =
          failure == null
              ? " is in no rule of " + name
              : ", but " + name + " expects " + rules.get(0).statusText();
      String detail = "HTTP status " + status + wanted + forbidden(status);
      return failed(asked, FailureKind.ofStatus(status), detail, seen.body(), delay);
    }
    StringBuilder why = new StringBuilder(status + ": no rule of " + name + " fits");
    rules.stream()
        .filter(rule -> rule.statuses().get(status))
        .limit(MOST_REASONS)
        .forEach(
            rule -> why.append("; ").append(rule.name()).append(": ").append(rule.mismatch(seen)));
    String kind = failure != null || status < 400 ? failure : FailureKind.ofStatus(status);
    return failed(asked, kind, why + forbidden(status), seen.body(), delay);
  }

  /** Names the place of the credentials where they were refused, and not what they are. */
  private String forbidden(int status) {
    if (status != 401 && status != 403) {
      return "";
    }
    List<String> places = request.credentials();
    return places.isEmpty()
        ? "; the dialect sends no credentials"
        : "; credentials were sent in " + String.join(", ", places);
  }

  private Reading malformed(DialectState asked, String problem, byte[] body) {
    return failed(asked, null, problem, body, null);
  }

  private Reading failed(
      DialectState asked, String kind, String problem, byte[] body, Duration delay) {
    String named = kind == null ? FailureKind.MALFORMED : kind;
    return Reading.failed(asked, named, words(problem, body), delay);
  }

  private String words(String problem, byte[] body) {
    // Masked before it is cut, or the half of a secret could stay.
    int length = Math.min(body.length, 4 * Excerpt.LONGEST + 4 * Values.LONGEST);
    String start = secrets.mask(new String(body, 0, length, StandardCharsets.UTF_8));
    String excerpt = Excerpt.of(start);
    String whole = problem + (excerpt.isEmpty() ? "" : "; the body starts: " + excerpt);
    return Excerpt.sentence(secrets.mask(whole));
  }
}
