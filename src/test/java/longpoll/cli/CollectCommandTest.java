package longpoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import longpoll.measure.PlayedShard;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code collect} and {@code upload}, one of them or both. */
@Timeout(120)
class CollectCommandTest {
  private static final Map<String, String> TOKEN = Map.of("LONGPOLL_TOKEN", "a-secret-of-the-test");
  private static final Pattern LISTENS = Pattern.compile("listens on 127\\.0\\.0\\.1:(\\d+) ");

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>(TOKEN);
  private Process collector;

  @AfterEach
  void end() throws Exception {
    if (collector != null) {
      collector.destroyForcibly().waitFor();
    }
  }

  private static Cli run(Map<String, String> environment, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    Map<String, CommandLine> commands = line.getSubcommands();
    commands.get("collect").<CollectCommand>getCommand().environment = environment;
    commands.get("upload").<UploadCommand>getCommand().environment = environment;
    int code = line.execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
    return new Cli(code, out.toString(), err.toString());
  }

  /** Starts a collector of its own and returns its port. */
  private int start(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dsun.net.httpserver.maxReqTime=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "collect",
                "--out",
                directory.resolve("shards").toString(),
                "--port",
                "0",
                "--host",
                "127.0.0.1"));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    collector = builder.start();
    String line = collector.errorReader().readLine();
    Matcher listens = LISTENS.matcher(line);
    assertThat(listens.find()).as(line).isTrue();
    return Integer.parseInt(listens.group(1));
  }

  private String rest() throws IOException {
    return collector.errorReader().lines().collect(Collectors.joining("\n"));
  }

  private Path play(int shard) throws IOException {
    Path folder = directory.resolve("played-" + shard);
    new PlayedShard(shard, 3).write(folder);
    return folder;
  }

  private static Cli upload(int port, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("upload", "--to", "http://127.0.0.1:" + port));
    arguments.addAll(List.of(more));
    return run(TOKEN, arguments.toArray());
  }

  @Test
  void whatIsCollectedIsMergedAsTheFoldersAre() throws Exception {
    int port = start("--of", "3");
    List<Path> played = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      played.add(play(shard));
      Cli sent = upload(port, played.get(shard));
      assertThat(sent.code()).as(sent.err()).isZero();
      assertThat(sent.out()).contains("shard " + shard + " of 3 has arrived: 4 files");
    }
    assertThat(collector.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(collector.exitValue()).isZero();
    assertThat(rest()).contains("shard 2 of 3 arrived", "3 of 3 shards are in ");
    Path shards = directory.resolve("shards");
    assertThat(merged(shards)).usingRecursiveComparison().isEqualTo(merged(played.toArray()));
  }

  private RunRecord merged(Object... folders) throws IOException {
    Path out = Files.createTempDirectory(directory, "merged").resolve("all");
    List<Object> arguments = new ArrayList<>(List.of("merge", "--out", out));
    arguments.addAll(List.of(folders));
    Cli merged = Cli.run(arguments.toArray());
    assertThat(merged.code()).as(merged.err()).isZero();
    return RunRecords.read(new RunFolder(out).runJson());
  }

  @Test
  void anUploadThatNeverEndsIsCut() throws Exception {
    int port = start("--of", "3");
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String head =
          "PUT /runs/0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-secret-of-the-test\r\n"
              + "Content-Length: 1000\r\n\r\nPK";
      slow.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      assertThat(ended(slow)).isTrue();
    }
    String refused = collector.errorReader().readLine();
    assertThat(refused).contains("PUT /runs/0 from 127.0.0.1 refused", "the archive was cut");
    assertThat(upload(port, play(0)).code()).isZero();
  }

  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void aCollectorThatIsEndedSaysWhatHasCome() throws Exception {
    int port = start("--of", "3");
    assertThat(upload(port, play(1)).code()).isZero();
    collector.toHandle().destroy();

    assertThat(collector.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(collector.exitValue()).isEqualTo(143);
    assertThat(rest())
        .contains("longpoll collect: interrupted; 1 of 3 shards are in ")
        .endsWith("missing: 0, 2");
    try (Stream<Path> inside = Files.list(directory.resolve("shards"))) {
      assertThat(inside)
          .map(each -> each.getFileName().toString())
          .containsExactlyInAnyOrder("shard-1", ".collect.lock");
    }
  }

  @Test
  void whereACollectorWasKilledAnotherOneMayTakeItsPlaceButNotBefore() throws Exception {
    start("--of", "1");
    Cli second = collectIntoTheSame();
    assertThat(second.code()).isEqualTo(2);
    assertThat(second.err()).contains("shards: another collector takes runs into " + directory);

    collector.destroyForcibly().waitFor();
    assertThat(collectIntoTheSame().code()).isEqualTo(3);
  }

  private Cli collectIntoTheSame() {
    Path out = directory.resolve("shards");
    return run(
        TOKEN,
        "collect",
        "--of",
        1,
        "--out",
        out,
        "--host",
        "127.0.0.1",
        "--port",
        0,
        "--deadline",
        "10ms");
  }

  @Test
  void theDeadlineEndsItWithWhoIsMissing() {
    Cli ended = collect("--of", "2", "--deadline", "10ms");

    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err())
        .contains("for 2 shards, for 10")
        .contains("0 of 2 shards are in " + directory.resolve("out") + "; missing: 0, 1");
  }

  private Cli collect(Object... more) {
    List<Object> given = List.of(more);
    List<Object> arguments = new ArrayList<>(List.of("collect", "--out", directory.resolve("out")));
    arguments.addAll(given.contains("--host") ? List.of() : List.of("--host", "127.0.0.1"));
    arguments.addAll(given.contains("--port") ? List.of() : List.of("--port", "0"));
    arguments.addAll(given);
    return run(TOKEN, arguments.toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "--of,0,--of is 0: 1 to 1000 is expected",
    "--of,1001,--of is 1001: 1 to 1000 is expected",
    "--port,65536,--port is 65536: 0 to 65535 is expected",
    "--max-upload,0B,--max-upload is 0: 1 to",
    "--max-upload,7,a size needs a unit",
    "--max-files,0,--max-files is 0: 1 to",
    "--deadline,7,a duration needs a unit",
    "--deadline,0s,--deadline is 0 ms: it must be positive",
    "--start-deadline,0s,--start-deadline is 0 ms: it must be positive",
    "--host,no.such.host.invalid,no such address"
  })
  void anOptionThatCannotBeUsedIsNamed(String option, String value, String words) {
    Cli refused =
        option.equals("--of") ? collect(option, value) : collect("--of", "2", option, value);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains(words);
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void aFolderOfAnEarlierLoadIsRefused() throws IOException {
    Files.createDirectories(directory.resolve("out").resolve("shard-0"));
    Cli refused = collect("--of", "2");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("shard-0 is there already, of an earlier load");
  }

  @Test
  void aPortThatIsTakenIsSaid() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli failed = collect("--of", "2", "--port", taken.getLocalPort());

      assertThat(failed.code()).isEqualTo(1);
      assertThat(failed.err()).contains("BindException");
    }
  }

  @Test
  void nothingStartsWithoutAToken() throws IOException {
    Path out = directory.resolve("out");
    for (Cli refused :
        List.of(
            run(Map.of(), "collect", "--of", "2", "--out", out),
            run(Map.of(), "upload", "--to", "http://127.0.0.1", play(0)))) {
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).contains("LONGPOLL_TOKEN is not set");
    }
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--to,ftp://x,http or https is expected",
    "--to,http://me:secret@x,no user or password may stand in the URL",
    "--to,http://x?a=b,no query may stand in the URL",
    "--shard,3/3,write the first of three as 0/3",
    "--shard,env,CI_NODE_TOTAL",
    "--shard,1/3,is the run of shard 0/3",
    "--patience,0s,--patience is 0 ms: it must be positive"
  })
  void anUploadThatCannotBeUsedIsNamed(String option, String value, String words)
      throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("upload", play(0), option, value));
    if (!option.equals("--to")) {
      arguments.addAll(List.of("--to", "http://127.0.0.1:9"));
    }
    Cli refused = run(TOKEN, arguments.toArray());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains(words);
  }

  @Test
  void theNewestRunOfAFolderIsSent() throws Exception {
    int port = start("--of", "3");
    Path runs = directory.resolve("runs");
    new PlayedShard(0, 3).write(runs.resolve("b-older"));
    new PlayedShard(1, 3).write(runs.resolve("a-newer"));
    Files.createDirectories(runs.resolve("c-none"));
    assertThat(runs.resolve("b-older").toFile().setLastModified(1_000_000)).isTrue();

    Cli sent = upload(port, runs);
    assertThat(sent.out()).startsWith(runs.resolve("a-newer") + ": shard 1 of 3 has arrived");
    assertThat(upload(port, runs, "--shard", "1/3").code()).isZero();
  }

  @Test
  void noRunOfAnEarlierLoadIsSentWhereItIsToBeNewer() throws Exception {
    int port = start("--of", "3");
    Path runs = directory.resolve("runs");
    Path older = runs.resolve("older");
    new PlayedShard(0, 3).write(older);
    assertThat(older.toFile().setLastModified(1_000_000)).isTrue();
    Path begun = Files.createFile(directory.resolve("begun"));
    assertThat(begun.toFile().setLastModified(2_000_000)).isTrue();
    for (Path folder : List.of(runs, older)) {
      Cli none = upload(port, folder, "--since", begun);
      assertThat(none.code()).isEqualTo(1);
      assertThat(none.err()).contains(folder + ": no run in it is newer than " + begun);
    }

    new PlayedShard(1, 3).write(runs.resolve("own"));
    Cli sent = upload(port, runs, "--since", begun);
    assertThat(sent.out()).startsWith(runs.resolve("own") + ": shard 1 of 3 has arrived");
    Cli refused = upload(port, runs, "--since", directory.resolve("none"));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("none: no such file");
  }

  @Test
  void aRunThatWasKilledIsSentWhereItsShardIsSaid() throws Exception {
    int port = start("--of", "3");
    Path run = Files.createDirectories(directory.resolve("killed"));
    Files.writeString(new RunFolder(run).seriesCsv(), "second\n");
    Cli refused = upload(port, run);

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("does not say which shard it is: say it with --shard i/N");
    Cli sent = upload(port, run, "--shard", "2/3");
    assertThat(sent.out()).contains("shard 2 of 3 has arrived: 1 files");
  }

  @Test
  void aRunThatIsNotWholeIsTakenAndStampedByTheMerge() throws Exception {
    int port = start("--of", "3");
    assertThat(upload(port, play(0)).code()).isZero();
    assertThat(upload(port, play(1)).code()).isZero();
    Path run = play(2);
    Path file = new RunFolder(run).shard();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(upload(port, run, "--shard", "2/3").code()).isZero();
    assertThat(collector.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Cli merged = Cli.run("merge", directory.resolve("shards"), "--out", directory.resolve("all"));

    assertThat(merged.code()).isEqualTo(3);
    assertThat(merged.out()).contains("INVALID").contains("shard-2/shard.json.gz: not whole");
  }

  @Test
  void aNameThatTheCollectorsLocaleCannotWriteIsRefused() throws Exception {
    environment.put("LC_ALL", "C");
    int port = start("--of", "3");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("gr\u00fcn"));
    }
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/runs/0"))
                    .header("Authorization", "Bearer " + TOKEN.get("LONGPOLL_TOKEN"))
                    .PUT(BodyPublishers.ofByteArray(bytes.toByteArray()))
                    .build(),
                BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("has a name that the collector's locale cannot write");
  }

  @Test
  void theRunOfASingleInjectorIsNoShard() throws IOException {
    Path whole = directory.resolve("whole");
    new PlayedShard(0, 1).write(whole);
    Cli refused = upload(9, whole, "--shard", "1/3");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("--shard 1/3: " + whole + " is the run of a single injector");
  }

  @Test
  void aCollectorThatIsGoneIsAMessageAndExitCode1() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Cli failed = upload(port, play(0), "--patience", "50ms");

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("shard 0 was not taken within 50").hasLineCount(1);
    assertThat(upload(port, directory.resolve("none")).code()).isEqualTo(1);
    Cli empty = upload(port, Files.createDirectories(directory.resolve("empty")));
    assertThat(empty.code()).isEqualTo(1);
    assertThat(empty.err()).contains("no run is in it");
  }
}
