package longpoll.servers;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * A server that others wrote, or that does what theirs does, started by its script in {@code
 * src/test/servers} on a free port of 127.0.0.1. Where it is not installed, the test is skipped,
 * and its reason is what the script says. Whoever starts one closes it; it ends with this JVM at
 * the latest. For one thread at a time.
 */
public final class RealServer implements AutoCloseable {
  /** What can be started, and what a client has to know of it. */
  public enum Kind {
    NCHAN("nchan", "", "/", "nchan"),
    COMETD("cometd", "/cometd", "/", "bayeux"),
    FAYE("faye", "/faye", "/", "bayeux"),
    // Makes its queues after it listens, in any order.
    ELASTICMQ("elasticmq", "", "/?Action=ListQueues", "sqs"),
    DURABLE_STREAMS("durable-streams", "/v1/stream", "/", "durable-streams"),
    POUCHDB("pouchdb", "", "/", "couchdb"),
    // A request would keep it busy: it says when it listens. What it serves is no long poll.
    ARTICLE("article", "/poll", null, "article");

    private final String script;
    private final String path;
    private final String asked;
    private final String dialect;

    Kind(String script, String path, String asked, String dialect) {
      this.script = script;
      this.path = path;
      this.asked = asked;
      this.dialect = dialect;
    }

    /** The name of the shipped dialect that it speaks. */
    public String dialect() {
      return dialect;
    }

    private boolean isReady(HttpResponse<String> answer) {
      return this != ELASTICMQ || answer.body().split("<QueueUrl>").length - 1 == CHANNELS;
    }
  }

  /** The default channel and c0 to c49. */
  private static final int CHANNELS = 51;

  private final Kind kind;
  private final int port;
  private final StartedScript script;

  private RealServer(Kind kind, int port, StartedScript script) {
    this.kind = kind;
    this.port = port;
    this.script = script;
  }

  /**
   * Starts one and waits until it can be used.
   *
   * @param hold how long it holds a poll, where the client does not ask for it; whole seconds
   */
  public static RealServer start(Kind kind, Duration hold) {
    int port = StartedScript.freePort();
    return new RealServer(
        kind,
        port,
        StartedScript.start(
            kind.script,
            List.of(String.valueOf(port), String.valueOf(hold.toSeconds())),
            kind.asked == null ? null : at(port, kind.asked),
            kind::isReady));
  }

  /** What polls are sent to: the setting {@code target}. */
  public URI target() {
    return at(port, kind.path);
  }

  /** What it has printed so far. */
  public String output() {
    return script.output();
  }

  /** Its first process. */
  public ProcessHandle handle() {
    return script.handle();
  }

  /**
   * @throws AssertionError when it did not end at SIGTERM, and was killed
   */
  @Override
  public void close() {
    script.close();
  }

  private static URI at(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
