package longpoll.dialect.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.Cursors.Backwards;
import longpoll.dialect.file.Cursors.Cursor;

/**
 * What a dialect does, in some lines for a person. Has the names of secrets, and not their values.
 */
public final class DialectSummary {
  private static final int LABEL = 14;

  private final FileDialect dialect;
  private final List<String> lines = new ArrayList<>();

  private DialectSummary(FileDialect dialect) {
    this.dialect = dialect;
  }

  public static List<String> lines(FileDialect dialect) {
    return new DialectSummary(dialect).lines();
  }

  private List<String> lines() {
    lines.add(
        dialect.name() + (dialect.description().isEmpty() ? "" : ": " + dialect.description()));
    add("delivery", delivery());
    add("hold", dialect.hold().toString());
    add("cookies", dialect.keepsCookies() ? "kept" : "not kept");
    Exchange poll = dialect.exchange(Purpose.POLL);
    poll.cursors().cursors().forEach(cursor -> add("cursor", cursor(cursor)));
    for (int i = 0; i < dialect.handshakes(); i++) {
      Exchange step = dialect.exchange(Purpose.handshake(i));
      String name = dialect.handshakeName(i) + ": ";
      add(i == 0 ? "handshake" : "", name + request(step) + takes(step));
    }
    withRules("poll", poll);
    if (dialect.has(Purpose.Kind.FOLLOW_UP)) {
      withRules("follow-up", dialect.exchange(Purpose.FOLLOW_UP));
    }
    for (Purpose purpose : List.of(Purpose.ACK, Purpose.GOODBYE, Purpose.PUBLISH)) {
      if (dialect.has(purpose.kind())) {
        add(purpose.kind().name().toLowerCase(Locale.ROOT), request(dialect.exchange(purpose)));
      }
    }
    if (!dialect.has(Purpose.Kind.PUBLISH)) {
      add("publish", "nothing: our publisher cannot make events there");
    }
    return List.copyOf(lines);
  }

  private String delivery() {
    return switch (dialect.delivery()) {
      case BROADCAST -> "broadcast: each user gets each event";
      case QUEUE -> "queue: each event goes to one user";
      case STATE -> "state: an answer is the newest version";
    };
  }

  private static String cursor(Cursor cursor) {
    String sources =
        cursor.sources().isEmpty()
            ? "the handshake"
            : cursor.sources().stream().map(Source::toString).collect(Collectors.joining(", or "));
    String back =
        cursor.backwards() == Backwards.FOLLOW
            ? ""
            : "; when it goes back: " + cursor.backwards().name().toLowerCase(Locale.ROOT);
    return cursor.name() + " from " + sources + back;
  }

  private static String takes(Exchange step) {
    String names =
        step.cursors().cursors().stream().map(Cursor::name).collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : ", takes " + names;
  }

  private void withRules(String label, Exchange exchange) {
    add(label, request(exchange));
    exchange.rules().forEach(rule -> add("", rule.describe()));
    add("", "anything else -> failed (http-NNN, malformed)");
    String events = exchange.plan().describeEvents(dialect.delivery());
    if (!events.isEmpty()) {
      add("events", events);
    }
  }

  private static String request(Exchange exchange) {
    RequestTemplate request = exchange.request();
    List<String> parts = new ArrayList<>();
    request.query().forEach(pair -> parts.add(pair.getKey() + "=" + pair.getValue()));
    request.jsonQuery().forEach(pair -> parts.add(pair.getKey() + "={JSON}"));
    List<String> secrets = request.credentials();
    String body =
        request.json() != null
            ? " with JSON"
            : request.form() != null ? " with a form" : request.text() != null ? " with text" : "";
    boolean bare = request.origin() == null && request.path().toString().isEmpty();
    return request
        + (parts.isEmpty() ? (bare ? "the target" : "") : "?" + String.join("&", parts))
        + body
        + (secrets.isEmpty() ? "" : ", credentials in " + String.join(", ", secrets));
  }

  private void add(String label, String text) {
    lines.add("  " + label + " ".repeat(Math.max(1, LABEL - label.length())) + text);
  }
}
