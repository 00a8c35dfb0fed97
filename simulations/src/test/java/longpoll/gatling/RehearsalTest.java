package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.server.PollServer;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import longpoll.target.TargetClient;
import longpoll.transport.PollTransport;
import longpoll.transport.SingleRequests;
import longpoll.transport.StampClock;
import longpoll.transport.TrafficCounter;
import longpoll.transport.stub.LoopbackStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RehearsalTest {
  private static final int USERS = 32;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

  private final Queue<Channel> opened = new ConcurrentLinkedQueue<>();

  @TempDir private Path folder;

  @AfterEach
  void closeLoops() {
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "article", "nchan", "sqs"})
  void eachDialectIsRehearsedAndNothingIsLeftBehind(String dialect) {
    Settings settings =
        settings(
            Map.of(
                "rehearsal", "300ms",
                "dialect", dialect,
                "rearm", "fixed 1h",
                "target", "http://127.0.0.1:1/poll"));

    int polls = rehearsal(settings).run();

    assertThat(polls).isGreaterThan(0);
    nothingIsLeft();
  }

  @ParameterizedTest
  @CsvSource({"h1, HTTPS, 32", "h2, HTTP2, 4"})
  void whatARunSpeaksIsRehearsed(String protocol, LoopbackStub.Protocol spoken, int connections) {
    Settings settings =
        settings(
            Map.of(
                "rehearsal", "3s",
                "protocol", protocol,
                "h2.streams", "10",
                "target", "https://127.0.0.1:1/poll"));

    int polls = rehearsal(settings).run();

    assertThat(protocol(settings)).isEqualTo(spoken);
    assertThat(polls).isGreaterThan(USERS);
    // As many places on each as the settings say, on each of two event loops.
    assertThat(opened).hasSize(connections);
    nothingIsLeft();
  }

  @Test
  void withoutTimeForItNoStubIsOpened() {
    Settings settings = settings(Map.of("rehearsal", "0s"));

    int polls =
        new Rehearsal(
                settings,
                true,
                loops,
                traffic -> fail("a transport was made"),
                LoopbackStub.Protocol.HTTP,
                round -> fail("the stub was polled"))
            .run();

    assertThat(polls).isZero();
    nothingIsLeft();
  }

  @ParameterizedTest
  @CsvSource({
    "h1, http, 'this is no HTTP\r\n\r\n'",
    "h1, http, 'HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n'",
    "h2, https, 'HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n'",
    "h2, https, 'garbage'"
  })
  void aStubThatIsNotUnderstoodEndsTheRehearsalAndNothingElse(
      String protocol, String scheme, String answer) {
    IntFunction<byte[]> answers = round -> answer.getBytes(StandardCharsets.US_ASCII);
    Settings settings =
        settings(
            Map.of(
                "rehearsal", "1m", "protocol", protocol, "target", scheme + "://127.0.0.1:1/poll"));

    int polls = rehearsal(settings, answers).run();

    assertThat(polls).isZero();
    nothingIsLeft();
  }

  @Test
  void aStubThatDoesNotAnswerKeepsNobodyWaiting() {
    CountDownLatch over = new CountDownLatch(1);
    Settings settings = settings(Map.of("rehearsal", "200ms"));

    rehearsal(settings, noneUntil(over)).run();
    over.countDown();

    assertThat(opened).noneMatch(Channel::isOpen);
  }

  @Test
  void anInterruptAtAnyTimeLeavesNobodyPolling() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Settings settings = settings(Map.of("rehearsal", "1m"));
    Thread rehearsing = new Thread(() -> rehearsal(settings, noneUntil(over)).run());
    rehearsing.start();
    while (rehearsing.isAlive()) {
      rehearsing.interrupt();
      rehearsing.join(1);
    }

    try {
      for (EventExecutor loop : loops) {
        // All users have begun, or never will.
        loop.submit(() -> {}).get();
      }
      for (Channel channel : opened) {
        assertThat(channel.closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      over.countDown();
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("longpoll-rehearsal")) {
        thread.join(20_000);
      }
    }
    nothingIsLeft();
  }

  private static IntFunction<byte[]> noneUntil(CountDownLatch over) {
    return round -> {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new byte[0];
    };
  }

  /** With -Xint there is no compiler to wait for, in a process of its own. */
  @Test
  void aJvmThatDoesNotCompileIsRehearsedAsWell() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xint",
                "-cp",
                System.getProperty("java.class.path"),
                Interpreted.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(said).contains("rehearsed and left").doesNotContain("could not be rehearsed");
  }

  /** Rehearses, and says so. */
  static final class Interpreted {
    public static void main(String[] arguments) {
      RehearsalTest test = new RehearsalTest();
      Settings settings = settings(Map.of("rehearsal", "1m"));
      test.rehearsal(settings).run();
      test.nothingIsLeft();
      System.out.println("rehearsed and left");
      System.exit(0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theRunKnowsNothingOfItsRehearsal(boolean ofFile) throws IOException {
    Path dialect = folder.resolve("own.conf");
    Files.writeString(dialect, DeliveryTest.DIALECT.formatted("broadcast"));
    ServerOptions options =
        ServerOptions.builder()
            .port(0)
            .hold(Duration.ofMillis(500))
            .schedule(ScheduleKind.FIXED)
            .every(Duration.ofMillis(300))
            .channels(1)
            .build();
    try (PollServer server = PollServer.start(options)) {
      URI poll = URI.create("http://127.0.0.1:" + server.port() + "/poll");
      TargetClient asking =
          new TargetClient(SingleRequests.plain(poll), poll, Duration.ofSeconds(5));
      try (GatlingRun run =
          GatlingRun.in(folder.resolve("results"))
              .set("target", poll)
              .set("dialect", ofFile ? dialect : "native")
              .set("rehearsal", "700ms")
              .set("users", 10)
              .set("channels", 1)
              .set("ramp", "0s")
              .set("warmup", "1s")
              .set("duration", "2s")
              .set("hold", "500ms")
              .set("probes", 0)
              .set("report.keep-simulation-log", true)
              .onAnyMachine()
              .start()) {
        run.await();
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("Rehearsed for").doesNotContain("WARN");
        RunRecord record = run.record();
        assertThat(record.status()).as(run.output()).isEqualTo(RunStatus.COMPLETE);
        assertThat(record.totals().started())
            .as("the server's polls, but for those of the check before load")
            .isLessThan(asking.stats().polls())
            .isGreaterThanOrEqualTo(asking.stats().polls() - 3);
        assertThat(record.traffic().receivedBytes()).isLessThan(1_000 * record.totals().started());
        assertThat(Files.readString(run.folder().simulationLog(), StandardCharsets.ISO_8859_1))
            .contains("poll delivered")
            .doesNotContain("rehearsal");
      }
    }
  }

  private Rehearsal rehearsal(Settings settings) {
    return new Rehearsal(
        settings, true, loops, traffic -> transport(settings, traffic), protocol(settings));
  }

  private Rehearsal rehearsal(Settings settings, IntFunction<byte[]> answers) {
    return new Rehearsal(
        settings,
        true,
        loops,
        traffic -> transport(settings, traffic),
        protocol(settings),
        answers);
  }

  private static LoopbackStub.Protocol protocol(Settings settings) {
    return settings
        .target()
        .map(target -> LoopbackStub.Protocol.of(target, settings.http()))
        .orElse(LoopbackStub.Protocol.HTTP);
  }

  private PollTransport transport(Settings settings, TrafficCounter traffic) {
    return new PollTransport(
        this::socket,
        LoopbackStub.TRUST,
        settings.body(),
        settings.http(),
        StampClock.SYSTEM,
        nanos -> 0,
        traffic);
  }

  private Channel socket() {
    Channel socket = new NioSocketChannel();
    opened.add(socket);
    return socket;
  }

  private static Settings settings(Map<String, String> own) {
    return new SettingsLoader(Path.of(""), ScheduleKind.names()).ofSimulation(own).load(Map.of());
  }

  private void nothingIsLeft() {
    assertThat(opened).noneMatch(Channel::isOpen);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("longpoll-rehearsal");
  }
}
