package longpoll.publish;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DialectState;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.FileRequest;
import longpoll.dialect.file.PublishTemplate;
import longpoll.dialect.file.Reading;
import longpoll.settings.Settings;
import longpoll.target.FailuresInWords;
import longpoll.target.TargetException;
import longpoll.text.Excerpt;
import longpoll.transport.SingleRequests;

/**
 * One session of the publisher with the target: the requests of the dialect's {@code
 * publish.handshake}, in order, to the target or to other hosts, with the cookies that each host
 * sets. Blocks; for one thread.
 */
final class PublishHandshake implements AutoCloseable {
  private static final String COOKIE = "Cookie";

  /** What the session gave. */
  record Session(PublishTemplate template, Set<String> secrets) {}

  private final FileDialect dialect;
  private final URI target;
  private final String base;
  private final SingleRequests requests;
  private final Duration limit;

  /** By host: what it set, by name. */
  private final Map<String, Map<String, String>> cookies = new HashMap<>();

  PublishHandshake(
      FileDialect dialect, URI target, Settings.Tls tls, Settings.Body body, Duration limit) {
    this.dialect = dialect;
    this.target = target;
    String path = target.getRawPath() == null ? "" : target.getRawPath();
    this.base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    requests = new SingleRequests(target, tls, body, dialect.keepsCookies());
    this.limit = limit;
  }

  /**
   * @param start what the publisher knows before
   * @throws TargetException when a request fails, with what to do
   */
  Session run(DialectState start) {
    DialectState state = start;
    for (int i = 0; i < dialect.publishHandshakes(); i++) {
      state = step(i, state);
    }
    PublishTemplate template = dialect.publishTemplate(state);
    Set<String> secrets = new LinkedHashSet<>(dialect.secretTexts(state));
    String cookie = cookieHeader(originOf(template.origin()));
    if (!cookie.isEmpty()) {
      template = withCookie(template, cookie);
      secrets.add(cookie);
      cookies.values().forEach(each -> secrets.addAll(each.values()));
    }
    return new Session(template, secrets);
  }

  private DialectState step(int index, DialectState state) {
    Purpose purpose = Purpose.publishHandshake(index);
    FileRequest request = dialect.request(purpose, state, Duration.ZERO);
    String origin = originOf(request.origin());
    SingleRequests.Reply reply;
    try {
      reply = requests.send(target, request.toPollRequest(base), limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(index, request, origin, "interrupted while waiting for the answer");
    }
    if (reply.answer() == null) {
      throw failed(index, request, origin, FailuresInWords.of(URI.create(origin), reply));
    }
    if (dialect.keepsCookies()) {
      store(origin, reply.answer().headers("Set-Cookie"));
    }
    Reading reading =
        dialect.read(purpose, state, reply.status(), reply.answer()::header, reply.answer().body());
    if (reading.kind() != Reading.Kind.DONE) {
      throw failed(index, request, origin, masked(reading.detail(), state));
    }
    return reading.next();
  }

  private TargetException failed(int index, FileRequest request, String origin, String why) {
    return new TargetException(
        "Nothing can be published at "
            + origin
            + ": in the publisher's handshake the request '"
            + dialect.publishHandshakeName(index)
            + "' ("
            + request.method()
            + ") failed: "
            + why
            + ". Check the publish block of dialect "
            + dialect.name()
            + " with `longpoll dialect try`, and the target's log");
  }

  /** What earlier requests took may be repeated by an answer, too. */
  private String masked(String text, DialectState state) {
    return Excerpt.sentence(dialect.masked(text, state));
  }

  private String originOf(String origin) {
    if (origin != null) {
      return origin;
    }
    return target.getScheme() + "://" + target.getHost() + port(target);
  }

  private static String port(URI uri) {
    return uri.getPort() < 0 ? "" : ":" + uri.getPort();
  }

  private void store(String origin, List<String> lines) {
    for (String line : lines) {
      String pair = line.split(";", 2)[0].trim();
      int equals = pair.indexOf('=');
      boolean fits = line.length() <= 4_096 && line.chars().allMatch(c -> c >= ' ' && c != 127);
      if (equals > 0 && fits) {
        boolean gone =
            Arrays.stream(line.split(";"))
                .anyMatch(part -> part.trim().equalsIgnoreCase("max-age=0"));
        Map<String, String> ofHost = cookies.computeIfAbsent(origin, key -> new LinkedHashMap<>());
        String name = pair.substring(0, equals);
        if (gone) {
          ofHost.remove(name);
        } else if (ofHost.size() < 50 || ofHost.containsKey(name)) {
          ofHost.put(name, pair.substring(equals + 1));
        }
      }
    }
  }

  private String cookieHeader(String origin) {
    return String.join(
        "; ",
        cookies.getOrDefault(origin, Map.of()).entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .toList());
  }

  /** The dialect's own Cookie header comes first. */
  private static PublishTemplate withCookie(PublishTemplate template, String cookie) {
    List<Map.Entry<String, List<PublishTemplate.Part>>> headers = new ArrayList<>();
    List<PublishTemplate.Part> value = new ArrayList<>();
    template
        .headers()
        .forEach(
            header -> {
              if (header.getKey().equalsIgnoreCase(COOKIE)) {
                value.addAll(header.getValue());
                value.add(PublishTemplate.Part.of("; "));
              } else {
                headers.add(header);
              }
            });
    value.add(PublishTemplate.Part.of(cookie));
    headers.add(Map.entry(COOKIE, List.copyOf(value)));
    return new PublishTemplate(
        template.method(),
        template.origin(),
        template.path(),
        template.query(),
        List.copyOf(headers),
        template.body());
  }

  @Override
  public void close() {
    requests.close();
  }
}
