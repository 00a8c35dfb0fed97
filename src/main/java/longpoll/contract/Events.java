package longpoll.contract;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DeclaredDialect;
import longpoll.dialect.file.DialectState;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.Reading;
import longpoll.settings.Settings;
import longpoll.text.Excerpt;
import longpoll.transport.SingleRequests;

/**
 * Makes events happen at the target, where that is possible: by the dialect's publish block, or at
 * the project's own server by its {@code POST /publish}. Blocks; for one thread.
 */
final class Events implements AutoCloseable {
  private static final Settings.Body BODY = new Settings.Body(16 << 20, 0.25);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Examination about;
  private final boolean ours;
  private final SingleRequests requests;
  private DialectState session;
  private boolean ready;
  private int published;
  private String failure;

  /**
   * @param ours whether the target is the project's own server
   */
  Events(Examination about, boolean ours) {
    this.about = about;
    this.ours = ours;
    URI target = ours ? beside(about) : about.subject().url();
    requests = new SingleRequests(target, about.tls(), BODY, about.dialect().keepsCookies());
  }

  private static URI beside(Examination about) {
    return about.subject().url().resolve("publish");
  }

  private FileDialect file() {
    return about.dialect() instanceof DeclaredDialect declared
            && declared.file().has(Purpose.Kind.PUBLISH)
        ? declared.file()
        : null;
  }

  boolean possible() {
    return failure == null && (file() != null || ours);
  }

  /** Where events come from, for people. */
  String source() {
    if (failure != null) {
      return "none could be published: " + failure;
    }
    if (file() != null) {
      return "published with the publish block of dialect " + about.dialect().name();
    }
    return ours ? "published with POST /publish" : "only those that come by themselves";
  }

  /** Publishes one event; whether it was taken. */
  boolean publish() throws InterruptedException {
    published++;
    String payload = mark();
    try {
      failure = file() != null ? byDialect(file(), payload) : toOurs(payload);
    } catch (IllegalArgumentException e) {
      failure = Excerpt.sentence(about.masked(String.valueOf(e.getMessage())));
    }
    return failure == null;
  }

  /** What stands in the last event and in no other. */
  String mark() {
    return "longpoll-contract-" + published + ".";
  }

  private String toOurs(String payload) throws InterruptedException {
    byte[] body = ("{\"data\":\"" + payload + "\"}").getBytes(StandardCharsets.UTF_8);
    PollRequest request =
        new PollRequest(null, "POST", null, "", Map.of("Content-Type", "application/json"), body);
    SingleRequests.Reply reply = requests.send(beside(about), request, LIMIT);
    return reply.status() == 201 ? null : inWords(reply);
  }

  private static String inWords(SingleRequests.Reply reply) {
    return reply.failure() == null
        ? "the publish request was answered with " + reply.status()
        : "the publish request failed (" + reply.detail() + ")";
  }

  private String byDialect(FileDialect file, String payload) throws InterruptedException {
    if (!ready) {
      String url = about.subject().url().toString();
      session =
          file.start(
              url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
              about.subject().channel(),
              999_999,
              "contract");
      for (int i = 0; i < file.publishHandshakes(); i++) {
        String problem = send(file, Purpose.publishHandshake(i), session);
        if (problem != null) {
          return problem;
        }
      }
      ready = true;
    }
    long now = System.currentTimeMillis() * 1_000;
    return send(file, Purpose.PUBLISH, session.publishing(published, now, now, payload));
  }

  /** What went wrong, or null. */
  private String send(FileDialect file, Purpose purpose, DialectState state)
      throws InterruptedException {
    URI target = about.subject().url();
    String path = target.getRawPath() == null ? "" : target.getRawPath();
    String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    PollRequest request = file.request(purpose, state, Duration.ZERO).toPollRequest(base);
    SingleRequests.Reply reply = requests.send(target, request, LIMIT);
    if (reply.answer() == null) {
      return inWords(reply);
    }
    Reading reading =
        file.read(purpose, state, reply.status(), reply.answer()::header, reply.answer().body());
    if (reading.kind() != Reading.Kind.DONE) {
      return Excerpt.sentence(file.masked(String.valueOf(reading.detail()), state));
    }
    if (purpose.kind() == Purpose.Kind.PUBLISH_HANDSHAKE) {
      session = reading.next();
      about.sessions().add(session);
    }
    return null;
  }

  @Override
  public void close() {
    requests.close();
  }
}
