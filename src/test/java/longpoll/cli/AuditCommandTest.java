package longpoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import longpoll.compare.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command says of bad input; what an audit finds is in {@code longpoll.audit}. */
@Timeout(60)
class AuditCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "http:///poll,a host is expected",
    "ftp://127.0.0.1/poll,http or https is expected",
    "no url at all,a URL is expected",
    "http://127.0.0.1:0/poll,a port of 1 to 65535 is expected",
    "http://user:secret@127.0.0.1/poll,no user or password may stand in the URL",
    "http://127.0.0.1:1/poll,the same URL"
  })
  void aUrlThatCannotBeIsOneMessageAndNoResult(String via, String message) {
    Cli audit =
        Cli.run("audit", "--direct", "http://127.0.0.1:1/poll", "--via", via, "--hold", "1s");

    isRefused(audit, message);
    assertThat(audit.err()).doesNotContain("secret");
  }

  @Test
  void aServerThatIsNotThereIsOneMessageAndNoResult() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String direct = "http://127.0.0.1:" + free;
    Path out = folder.resolve("out");
    Cli audit = Cli.run("audit", "--direct", direct, "--via", direct + "/gateway", "--out", out);

    isRefused(audit, "--direct: The target " + direct + "/poll cannot be polled");
    assertThat(out).doesNotExist();
  }

  @Test
  void aDefinitionThatIsNoJsonIsOneMessageAndNoResult() throws IOException {
    Path api = Files.writeString(folder.resolve("api.json"), "{");

    isRefused(
        Cli.run("audit", "--direct", "http://a/poll", "--via", "http://b/poll", "--api", api),
        api.toString());
  }

  private static void isRefused(Cli audit, String message) {
    assertThat(audit.code()).isEqualTo(ExitCode.REGRESSION);
    assertThat(audit.out()).isEmpty();
    assertThat(audit.err().lines()).singleElement().asString().contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "--polls,0,--polls is 0",
    "--dialect,nope,no dialect is called nope",
    "--hold,11m,--hold is 660000 ms: 10ms to 10m is expected",
    "--pieces,a b,--pieces: 'a b' is no path",
    "--out,/dev/null/x,--out /dev/null/x: /dev/null is a file: name a folder"
  })
  void aWrongOptionIsAUsageError(String option, String value, String message) {
    Cli audit =
        Cli.run("audit", "--direct", "http://a/poll", "--via", "http://b/poll", option, value);

    assertThat(audit.code()).isEqualTo(ExitCode.USAGE);
    assertThat(audit.err()).contains(message);
  }
}
