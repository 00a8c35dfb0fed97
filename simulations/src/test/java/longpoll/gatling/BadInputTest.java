package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import longpoll.server.schedule.ScheduleKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What cannot be run is refused before load: one message, exit code 3, nothing written. */
@Execution(ExecutionMode.CONCURRENT)
class BadInputTest {
  private static final int CANNOT_START = 3;

  @TempDir private Path results;

  @Test
  void aTargetWhereNothingListensIsRefused() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    refused(
        "http://127.0.0.1:" + port + "/poll", "cannot be polled", "nothing accepts connections");
  }

  @Test
  void aTargetThatSpeaksNoHttpIsRefused() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread greeter = new Thread(() -> greet(socket), "no-http");
      greeter.setDaemon(true);
      greeter.start();
      refused(
          "http://127.0.0.1:" + socket.getLocalPort() + "/poll",
          "cannot be polled",
          "does not speak HTTP");
    }
  }

  @Test
  void aTargetThatRedirectsIsRefusedWithWhereTo() throws IOException {
    refusedWhenItAnswers(
        302, "Location", "http://127.0.0.1:1/elsewhere", "", "redirects", "elsewhere");
  }

  @Test
  void aTargetThatWantsCredentialsIsRefused() throws IOException {
    refusedWhenItAnswers(
        401, "WWW-Authenticate", "Basic realm=x", "", "wants credentials", "Basic");
  }

  @Test
  void aTargetThatIsAWebPageIsRefused() throws IOException {
    refusedWhenItAnswers(
        200, "Content-Type", "text/html", "<html></html>", "web page", "text/html");
  }

  @Test
  void wrongSettingsAreRefusedTogether() {
    try (GatlingRun run = GatlingRun.in(results).set("users", 0).set("durration", "5s").start()) {
      refused(run, "longpoll.users", "longpoll.durration", "longpoll.duration");
    }
  }

  @Test
  void aScheduleThatTheServerDoesNotKnowIsRefused() {
    try (GatlingRun run = GatlingRun.in(results).set("schedule.kind", "weekly").start()) {
      refused(run, "longpoll.schedule.kind", String.join(", ", ScheduleKind.names()), "'weekly'");
    }
  }

  private void refusedWhenItAnswers(
      int status, String header, String value, String body, String... words) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set(header, value);
          byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      refused("http://127.0.0.1:" + server.getAddress().getPort() + "/poll", words);
    } finally {
      server.stop(0);
    }
  }

  private void refused(String target, String... words) {
    try (GatlingRun run = GatlingRun.in(results).set("target", target).set("users", 5).start()) {
      refused(run, words);
    }
  }

  private static void refused(GatlingRun run, String... words) {
    run.await();
    assertThat(run.exitCode()).as(run.output()).isEqualTo(CANNOT_START);
    assertThat(run.output()).contains(words).doesNotContain("\tat ", "Exception");
    assertThat(run.files()).isEmpty();
  }

  private static void greet(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        client
            .getOutputStream()
            .write("220 mail.example ready\r\n".getBytes(StandardCharsets.US_ASCII));
        // Read the request first: an early close would reset the connection instead.
        client.getInputStream().read(new byte[4096]);
      } catch (IOException e) {
        // Closed by the test.
      }
    }
  }
}
