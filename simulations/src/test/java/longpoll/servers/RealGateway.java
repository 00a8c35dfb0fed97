package longpoll.servers;

import java.net.URI;
import java.util.List;

/**
 * nginx or HAProxy in front of a server, with the settings of a profile, on a free port of
 * 127.0.0.1. Skips the test where it is not installed. Whoever starts one closes it.
 */
final class RealGateway implements AutoCloseable {
  private static final int OK = 200;

  private final int port;
  private final StartedScript script;

  private RealGateway(int port, StartedScript script) {
    this.port = port;
    this.script = script;
  }

  /**
   * @param name {@code nginx} or {@code haproxy}
   * @param upstream the port of the server, the bundled one
   */
  static RealGateway start(String name, int upstream, String profile) {
    int port = StartedScript.freePort();
    return new RealGateway(
        port,
        StartedScript.start(
            "gateways/" + name,
            List.of(String.valueOf(port), "127.0.0.1:" + upstream, profile),
            URI.create("http://127.0.0.1:" + port + "/health"),
            answer -> answer.statusCode() == OK));
  }

  URI poll() {
    return URI.create("http://127.0.0.1:" + port + "/poll");
  }

  /** What it has printed so far. */
  String output() {
    return script.output();
  }

  @Override
  public void close() {
    script.close();
  }
}
