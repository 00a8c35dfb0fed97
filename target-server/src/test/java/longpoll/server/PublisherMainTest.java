package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import longpoll.server.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The publisher's command line, standard input and {@code /stats}, in processes of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PublisherMainTest {
  private static final String SECRET = "geheim-4711";

  @TempDir Path folder;

  private static String line(String target, String method) {
    return ("{'target':'"
            + target
            + "','tls':{'trustAll':false,'trustStore':''},'templates':[{'channels':['default'],"
            + "'method':'"
            + method
            + "','path':[{'text':'/pub'}],'query':[{'text':'seq='},{'value':'seq'}],"
            + "'headers':[{'name':'Authorization','value':[{'text':'Bearer "
            + SECRET
            + "'}]}]}],"
            + "'expect':{'statuses':[{'first':200,'last':299}],'conditions':[]},'secrets':['"
            + SECRET
            + "']}")
        .replace('\'', '"');
  }

  private ServerProcess publisher(String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("--schedule", "fixed", "--every", "20ms"));
    args.addAll(List.of(more));
    return ServerProcess.of(folder, PublisherMain.class, List.of(), args.toArray(String[]::new));
  }

  private static JsonNode stats(RawClient client) {
    try {
      return Json.MAPPER.readTree(client.get("/stats").body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void publishesUntilStandardInputEndsAndShowsNoSecret() throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    HttpServer sink =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        "/",
        exchange -> {
          got.add(
              exchange.getRequestHeaders().getFirst("Authorization") + exchange.getRequestURI());
          byte[] answer = ("you sent " + SECRET).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(got.size() > 3 ? 403 : 200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    sink.start();
    try (ServerProcess process = publisher()) {
      process.tell(line("http://127.0.0.1:" + sink.getAddress().getPort(), "POST"));
      String greeting = process.nextLine();
      assertThat(greeting)
          .matches(
              "publisher \\S+ listening on http://127.0.0.1:\\d+/stats \\(schedule fixed every"
                  + " 20ms, channels 1\\)");
      int port = Integer.parseInt(greeting.replaceAll(".*:(\\d+)/stats.*", "$1"));
      try (RawClient client = new RawClient(port)) {
        Waiting.until("a refusal", () -> !stats(client).at("/publishing/lastRefusal").isNull());
        JsonNode stats = stats(client);
        assertThat(stats.get("published").longValue()).isEqualTo(3);
        assertThat(stats.at("/publishing/accepted").longValue()).isEqualTo(3);
        assertThat(stats.at("/publishing/neverAccepted").booleanValue()).isFalse();
        assertThat(stats.at("/publishing/lastRefusal").textValue())
            .isEqualTo(
                "HTTP status 403, where 200..299 is expected; the answer starts: you sent (secret)");
        assertThat(stats.get("channels")).hasSize(1);
        assertThat(stats.toString()).doesNotContain(SECRET);
        long origin = stats.get("origin").longValue();
        JsonNode plan =
            Json.MAPPER.readTree(
                client.get("/plan?from=" + origin + "&to=" + (origin + 100_001)).body());
        assertThat(plan.get("planned")).hasSize(5);
        assertThat(Json.MAPPER.readTree(client.get("/time").body()).get("now").longValue())
            .isGreaterThan(origin);
        assertThat(client.get("/poll").status()).isEqualTo(404);
      }
      assertThat(process.arguments()).contains("PublisherMain").doesNotContain(SECRET);
      process.hangUp();
      assertThat(process.exitCode()).isZero();
      assertThat(greeting + process.err()).doesNotContain(SECRET);
      assertThat(got.subList(0, 3))
          .containsExactly(
              "Bearer " + SECRET + "/pub?seq=1",
              "Bearer " + SECRET + "/pub?seq=2",
              "Bearer " + SECRET + "/pub?seq=3");
    } finally {
      sink.stop(0);
    }
  }

  /** The JDK's client would send a GET again by itself. */
  @Test
  void getWhoseConnectionEndsWithoutAnAnswerIsNotSentAgain() throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    try (ServerSocket target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ServerProcess process = publisher()) {
      Thread thread = new Thread(() -> answerOnceAndThenHangUp(target, got));
      thread.setDaemon(true);
      thread.start();
      process.tell(line("http://127.0.0.1:" + target.getLocalPort(), "GET"));
      try (RawClient client = new RawClient(process.port())) {
        Waiting.until(
            "some failures", () -> stats(client).at("/publishing/failed").longValue() >= 5);
        assertThat(stats(client).at("/publishing/lastFailure").textValue())
            .isEqualTo("the connection ended before a whole answer came");
      }
    }
    assertThat(got).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(10);
  }

  /** On each connection the first request is answered, the second one is not. */
  private static void answerOnceAndThenHangUp(ServerSocket target, List<String> got) {
    try {
      while (true) {
        try (Socket client = target.accept()) {
          for (int i = 0; i < 2; i++) {
            StringBuilder head = new StringBuilder();
            int read;
            while (head.indexOf("\r\n\r\n") < 0 && (read = client.getInputStream().read()) >= 0) {
              head.append((char) read);
            }
            if (head.length() > 0) {
              got.add(head.substring(0, head.indexOf("\r\n")));
            }
            if (i == 0) {
              client
                  .getOutputStream()
                  .write(
                      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                          .getBytes(StandardCharsets.US_ASCII));
            }
          }
        }
      }
    } catch (IOException e) {
      // The test has ended.
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "nonsense geheim-4711;the line on standard input is no JSON",
        "null;the line on standard input is no JSON object",
        "{\"target\":\"x\",\"geheim-4711\":1};the line of JSON on standard input does not say",
        "{\"target\":\"/x\",\"tls\":{\"trustAll\":false,\"trustStore\":\"\"},\"templates\":[],"
            + "\"expect\":{\"statuses\":[],\"conditions\":[]},\"secrets\":[]};target must be a URL",
        "{\"target\":\"http://h\",\"tls\":{\"trustAll\":false,\"trustStore\":\"\"},"
            + "\"templates\":[],\"expect\":{\"statuses\":[],\"conditions\":[]},\"secrets\":[]};"
            + "on channel 'default', but standard input has no template for it",
      })
  void badInputIsOneLineWithoutSecretsAndExitsTwo(String input, String message) throws Exception {
    try (ServerProcess process = publisher()) {
      process.tell(input);
      assertThat(process.exitCode()).isEqualTo(2);
      assertThat(process.err()).contains(message).hasLineCount(1).doesNotContain(SECRET);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--most-behind 0s;--most-behind must be between 1ms and 1h, but is 0s",
        "--answer-limit 2h;--answer-limit must be between 1ms and 1h, but is 2h",
        "--connections 0;--connections must be between 1 and 10000, but is 0",
        "--every 1ns;must be a duration such as 250ms",
        "--hold 3s;Unknown options: '--hold', '3s'",
      })
  void badArgumentExitsTwoWithOneMessageThatNamesIt(String args, String message) {
    StringWriter err = new StringWriter();
    CommandLine line = PublisherMain.commandLine();
    line.setErr(new PrintWriter(err, true));

    assertThat(line.execute(args.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).hasLineCount(1);
  }
}
