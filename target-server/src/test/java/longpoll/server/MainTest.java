package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import longpoll.server.schedule.ScheduleKind;
import longpoll.server.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * The command line, in this process where it ends at once and in one of its own where it serves.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MainTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();
  private final StringWriter out = new StringWriter();

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err, true));
    line.setOut(new PrintWriter(out, true));
    return line.execute(args);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "--port 70000;--port must be between 0 and 65535, but is 70000",
        "--port many;'--port': 'many' is not an int",
        "--hold 30;'--hold': must be a duration such as 250ms, 30s or 2m, but is '30'",
        "--hold 25h;--hold must be between 0s and 24h, but is 25h",
        "--max-hold 1s;--max-hold must be between 30s and 24h, but is 1s",
        "--payload 1;'--payload': must be a size such as 128B, 64KB or 8MB, but is '1'",
        "--channels 0;--channels must be between 1 and 10000, but is 0",
        "--schedule trace;--trace must be a file when the schedule is trace, but is missing",
        "--warm-up 2m;--warm-up must be between 0s and 1m, but is 2m",
        "--parent 4000001;--parent must be the id of a running process, but is 4000001",
        "--prot 80;Unknown options: '--prot', '80'",
      })
  void badArgumentExitsTwoWithOneMessageThatNamesIt(String args, String message) {
    assertThat(run(args.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void unknownScheduleIsAnsweredWithTheKnownOnes() {
    assertThat(run("--schedule", "often")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'--schedule': must be fixed|poisson|burst|")
        .contains(String.join("|", ScheduleKind.names()) + ", but is 'often'")
        .hasLineCount(1);
  }

  @Test
  void badTraceLineExitsTwoAndIsNamedByNumber() throws Exception {
    Path trace = Files.writeString(folder.resolve("trace.csv"), "1\nsoon\n");
    assertThat(run("--schedule", "trace", "--trace", trace.toString(), "--warm-up", "0s"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("trace.csv, line 2: at must be seconds").hasLineCount(1);
  }

  @Test
  void portInUseIsOneLineAndExitsOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(run("--host", "127.0.0.1", "--port", "" + port, "--warm-up", "0s")).isEqualTo(1);
      assertThat(err.toString())
          .contains("cannot listen on 127.0.0.1:" + port + ": ")
          .hasLineCount(1);
    }
  }

  @Test
  void helpAndVersionExitZeroAndListEveryOption() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString().trim()).matches("target-server \\d+\\.\\d+\\.\\d+(-\\S+)?");
    assertThat(run("--help")).isZero();
    for (CommandLine.Model.OptionSpec option : Main.commandLine().getCommandSpec().options()) {
      if (option.hidden()) {
        continue;
      }
      assertThat(out.toString()).contains(option.longestName());
      assertThat(option.description()).isNotEmpty();
    }
  }

  @Test
  void terminationAnswersHeldPollsAndExitsZero() throws Exception {
    try (ServerProcess process =
        ServerProcess.server(folder, List.of(), "--port", "0", "--schedule", "none")) {
      int port = process.port();
      try (RawClient held = new RawClient(port);
          RawClient dead = new RawClient(port);
          RawClient asking = new RawClient(port)) {
        held.sendGet("/poll");
        dead.sendGet("/poll");
        Waiting.until("parked", () -> parked(asking) == 2);
        process.terminate();
        assertThat(held.read().status()).isEqualTo(204);
        assertThat(held.isAtEnd()).isTrue();
        assertThat(process.exitCode()).isZero();
      }
      assertThat(process.err()).isEmpty();
    }
  }

  private static int parked(RawClient client) {
    try {
      return Json.MAPPER.readTree(client.get("/stats").body()).get("parked").asInt();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void endOfTheParentStopsTheServer() throws Exception {
    Process parent = new ProcessBuilder("sleep", "60").start();
    try (ServerProcess process =
            ServerProcess.server(folder, List.of(), "--port", "0", "--parent", "" + parent.pid());
        RawClient client = new RawClient(process.port())) {
      client.sendGet("/poll?channel=none");
      parent.destroyForcibly();
      assertThat(client.read().status()).isEqualTo(204);
      assertThat(process.exitCode()).isZero();
    } finally {
      parent.destroyForcibly();
    }
  }
}
