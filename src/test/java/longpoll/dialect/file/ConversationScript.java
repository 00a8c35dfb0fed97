package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Purpose;

/**
 * A conversation with a server, written down: requests as they must go out, answers as servers send
 * them, and what each must mean. A line that starts with {@code >} names the request's purpose and
 * is followed by the request; {@code <} has the answer's status and is followed by headers, an
 * empty line and a body; {@code =} says what it means and how the client's state changes.
 */
final class ConversationScript {
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "TELEGRAM_BOT_TOKEN", "123:abc",
          "DROPBOX_TOKEN", "sl.secret",
          "COUCHDB_USER_PASSWORD", "admin:secret");

  private final FileDialect dialect;
  private DialectState state;

  ConversationScript(FileDialect dialect) {
    this.dialect = dialect;
    state = dialect.start("http://127.0.0.1:8000", "c1", 7, "run-1");
  }

  /** The same script with the requests and meanings that the dialect gives. */
  String play(String script) {
    StringBuilder out = new StringBuilder();
    List<String> lines = script.lines().toList();
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at++);
      if (line.startsWith("! ")) {
        // The client starts anew.
        state = dialect.start("http://127.0.0.1:8000", "c1", 7, "run-1");
        out.append(line).append('\n');
      } else if (line.startsWith("> ")) {
        Purpose purpose = purpose(line.substring(2));
        DialectState asked =
            purpose.kind() == Purpose.Kind.PUBLISH
                ? state.publishing(3, 1_700_000_000_000_001L, 1_700_000_000_000_050L, "a \"b\"")
                : state;
        out.append(line).append('\n').append(request(purpose, asked)).append('\n');
        while (at < lines.size() && !lines.get(at).startsWith("< ")) {
          at++;
        }
        int from = at;
        while (at < lines.size() && !isMark(lines.get(at), from, at)) {
          at++;
        }
        List<String> answer = lines.subList(from, at);
        answer.forEach(each -> out.append(each).append('\n'));
        out.append(meaning(purpose, asked, answer));
        while (at < lines.size() && lines.get(at).startsWith("= ")) {
          at++;
        }
      } else {
        out.append(line).append('\n');
      }
    }
    return out.toString();
  }

  private static boolean isMark(String line, int from, int at) {
    return at > from && (line.startsWith("= ") || line.startsWith("> ") || line.startsWith("# "));
  }

  private static Purpose purpose(String words) {
    String[] parts = words.trim().split(" ");
    return switch (parts[0]) {
      case "handshake" -> Purpose.handshake(Integer.parseInt(parts[1]) - 1);
      case "follow-up" -> Purpose.FOLLOW_UP;
      case "ack" -> Purpose.ACK;
      case "goodbye" -> Purpose.GOODBYE;
      case "publish-handshake" -> Purpose.publishHandshake(Integer.parseInt(parts[1]) - 1);
      case "publish" -> Purpose.PUBLISH;
      default -> Purpose.POLL;
    };
  }

  private String request(Purpose purpose, DialectState asked) {
    return escaped(dialect.request(purpose, asked, Duration.ofSeconds(30)).toString());
  }

  private static String escaped(String text) {
    return text.replace("\u001e", "\\u001e");
  }

  private String meaning(Purpose purpose, DialectState asked, List<String> answer) {
    int status = Integer.parseInt(answer.get(0).substring(2).trim());
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int at = 1;
    for (; at < answer.size() && !answer.get(at).isEmpty(); at++) {
      int colon = answer.get(at).indexOf(':');
      headers.put(answer.get(at).substring(0, colon), answer.get(at).substring(colon + 1).trim());
    }
    String body =
        at < answer.size() ? String.join("\n", answer.subList(at + 1, answer.size())) : "";
    byte[] bytes = body.strip().replace("\\u001e", "\u001e").getBytes(StandardCharsets.UTF_8);
    Reading reading = dialect.read(purpose, asked, status, headers::get, bytes);
    List<String> means = new ArrayList<>();
    means.add(
        reading.kind().word()
            + (reading.failureKind() == null ? "" : " " + reading.failureKind())
            + (reading.rule() == null ? "" : ", " + reading.rule()));
    reading.events().forEach(event -> means.add(event(event)));
    changes(asked, reading.next(), means);
    if (reading.delay() != null) {
      means.add("delay " + reading.delay().toMillis() + " ms");
    }
    if (reading.followUp()) {
      means.add("then follow-up");
    }
    for (DialectState ack : reading.acks()) {
      means.add("ack " + request(Purpose.ACK, ack).lines().reduce((a, b) -> b).orElse(""));
    }
    reading.misfits().forEach(misfit -> means.add("misfit: " + misfit.kind()));
    if (reading.detail() != null) {
      means.add("detail: " + escaped(reading.detail()));
    }
    if (purpose.kind() != Purpose.Kind.PUBLISH) {
      state = reading.next();
    }
    StringBuilder out = new StringBuilder();
    means.forEach(each -> out.append("= ").append(each).append('\n'));
    return out.toString();
  }

  private static String event(PolledEvent event) {
    return "event "
        + event.channel()
        + number(" id ", event.id())
        + number(" seq ", event.seq())
        + number(" planned ", event.plannedAtMicros())
        + (event.publishedAtMicros() == event.plannedAtMicros()
            ? ""
            : number(" published ", event.publishedAtMicros()));
  }

  private static String number(String name, long number) {
    return number == PolledEvent.UNKNOWN ? "" : name + number;
  }

  private static void changes(DialectState before, DialectState after, List<String> means) {
    for (String name : after.names()) {
      String was = before.value(name);
      String is = after.value(name);
      if (!java.util.Objects.equals(was, is)) {
        means.add(name + " = " + is);
      }
    }
  }
}
