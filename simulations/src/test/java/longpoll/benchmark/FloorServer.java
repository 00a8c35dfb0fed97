package longpoll.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** The server in C that does no more than it must. For one thread. */
final class FloorServer implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final int port = PolledServer.freePort();

  /**
   * @param every between two events, each of which answers all polls
   */
  FloorServer(Duration every) throws IOException {
    process = CProgram.start("floor", port, every.toMillis());
    out = process.inputReader();
    PolledServer.awaitPort(port, process);
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  int port() {
    return port;
  }

  URI poll() {
    return URI.create("http://127.0.0.1:" + port + "/poll");
  }

  /** Waits for the next event, and tells how many polls have been answered then. */
  long answeredAtNextEvent() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return Long.parseLong(out.readLine());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
