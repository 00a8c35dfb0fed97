package longpoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import longpoll.compare.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(60)
class ContractCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "/poll,http or https is expected",
    "ftp://127.0.0.1/poll,http or https is expected",
    "http:///poll,'a host is expected'",
    "http://me:secret@127.0.0.1/poll,no user or password may stand in the URL"
  })
  void aUrlThatIsNoneIsOneMessageAndNoReport(String url, String message) {
    assertThat(run("contract", url, "--out", folder.resolve("out").toString()))
        .isEqualTo(ExitCode.REGRESSION);
    assertThat(err.toString()).contains(message).hasLineCount(1).doesNotContain("secret");
    assertThat(out.toString()).isEmpty();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void eitherAUrlOrADefinitionIsJudged() throws IOException {
    assertThat(run("contract")).isEqualTo(ExitCode.USAGE);
    assertThat(run("contract", "http://127.0.0.1/poll", "--api", "x.json"))
        .isEqualTo(ExitCode.USAGE);
    Path broken = Files.writeString(folder.resolve("api.json"), "{");
    assertThat(run("contract", "--api", broken.toString())).isEqualTo(ExitCode.REGRESSION);
    assertThat(err.toString()).contains("api.json");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void holdAndDialectAreChecked() {
    assertThat(run("contract", "http://127.0.0.1/poll", "--hold", "660s"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--hold is 660000 ms: 1 ms to 10 min is expected");
    assertThat(run("contract", "http://127.0.0.1/poll", "--dialect", "nobodys"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("no dialect is called nobodys");
  }

  @Test
  void aTargetThatIsNotThereLeavesNoReport() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path to = folder.resolve("out");

    assertThat(run("contract", "http://127.0.0.1:" + port + "/poll", "--out", to.toString()))
        .isEqualTo(ExitCode.REGRESSION);
    assertThat(err.toString()).contains("nothing accepts connections").hasLineCount(1);
    assertThat(out.toString()).doesNotContain("FAILED").doesNotContain("PASSED");
    assertThat(to).doesNotExist();
  }

  @Test
  void eachLongPollOfADefinitionIsASectionAndAFailureIsExitCode3() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/poll";
      String api =
          "{\"name\":\"%s\",\"url\":\"%s\",\"methods\":[{\"method\":\"GET\",\"type\":\"longPoll\","
              + "\"timeout\":1,\"responses\":{\"200\":{},\"204\":{}}}]}";
      Path file =
          Files.writeString(
              folder.resolve("api.json"),
              "[" + String.format(api, "News", url) + "," + String.format(api, "Jobs", url) + "]");
      Path to = folder.resolve("out");

      assertThat(run("contract", "--api", file.toString(), "--out", to.toString()))
          .as(err.toString())
          .isEqualTo(ExitCode.REGRESSION);
      assertThat(out.toString())
          .contains("GET News: two polls first")
          .contains("GET Jobs")
          .contains("hold limit: 1 s (the API definition)")
          .contains("permitted statuses: [200, 204] (the API definition)")
          .contains("FAIL poll-held");
      assertThat(to.resolve("contract.html")).isNotEmptyFile();
      assertThat(to.resolve("contract.json")).content().contains("\"poll-held\"");
      assertThat(to.resolve("contract.xml")).content().contains("poll-held");
    } finally {
      server.stop(0);
      threads.shutdownNow();
      assertThat(threads).satisfies(pool -> pool.awaitTermination(5, TimeUnit.SECONDS));
    }
  }
}
