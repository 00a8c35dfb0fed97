package longpoll.gatling;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * A {@link MisbehavingServer} in a process of its own, for a network of its own: each of its
 * answers ends the connection, which it leaves to the client to close. Prints where it listens, and
 * ends with its input.
 */
final class ClosingServer {
  /** Short of this a run would not use up its ports in a few seconds. */
  private static final Duration HOLD = Duration.ofMillis(200);

  static final Map<String, Behaviour> CLOSES =
      Map.of("default", poll -> poll.holdForAndClose(HOLD));

  private ClosingServer() {}

  public static void main(String[] arguments) throws IOException {
    try (MisbehavingServer server = MisbehavingServer.start(Duration.ofDays(1), CLOSES)) {
      System.out.println(server.poll());
      while (System.in.read() >= 0) {
        // Nothing is asked.
      }
    }
  }
}
