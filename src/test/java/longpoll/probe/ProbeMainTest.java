package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import longpoll.dialect.Client;
import longpoll.measure.ProbeLedger;
import longpoll.measure.Shard;
import longpoll.measure.Timeline;
import longpoll.record.RunRecord;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import longpoll.transport.PollTemplate;
import longpoll.transport.StampClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The probe process as the harness starts it, in a JVM of its own. */
@Timeout(60)
class ProbeMainTest {
  private static final StampClock CLOCK = StampClock.SYSTEM;

  private final ProbeLedger ledger = new ProbeLedger();
  private Process process;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void theAccountAgreesWithTheServerToTheUnit() throws Exception {
    AtomicInteger delivered = new AtomicInteger();
    AtomicInteger empty = new AtomicInteger();
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              Thread.sleep(2);
              if (number % 2 == 0) {
                delivered.incrementAndGet();
                PollStub.write(client, PollStub.event(number, CLOCK.epochMicros()));
              } else {
                empty.incrementAndGet();
                PollStub.write(client, PollStub.empty(number));
              }
            })) {
      Settings settings = settings("users", "10", "probes", "3", "channels", "2");
      ProbeLink link = start();
      link.settings(
          settings,
          settings.tls(),
          Client.ofRun(server.poll(), "run", "epoch-1"),
          List.of("c0", "c1"),
          0L);
      link.awaitReady(Duration.ofHours(1));
      assertThat(process.isAlive()).isTrue();
      link.begin(timeline(settings), PollTemplate.get(server.poll(), List.of()));

      assertThat(process.waitFor(0, TimeUnit.SECONDS)).isFalse();
      while (server.polls.get() < 100) {
        Thread.onSpinWait();
      }
      assertThat(link.end(false, Duration.ofSeconds(20))).isEmpty();
      RunRecord.Probes account =
          ledger.account().report(3, Shard.Timing.of(timeline(settings), 0, 0, 0L), true);
      assertThat(account.count()).isEqualTo(3);
      assertThat(account.started()).isEqualTo(server.polls.get());
      assertThat(account.delivered()).isEqualTo(delivered.get());
      assertThat(account.empty()).isEqualTo(empty.get());
      assertThat(account.failed()).isEmpty();
      assertThat(server.requestLines)
          .filteredOn(line -> line.contains("channel=c0"))
          .isNotEmpty()
          .anyMatch(line -> line.contains("epoch=epoch-1"));
      assertThat(server.requestLines).anyMatch(line -> line.contains("channel=c1"));
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
  }

  @Test
  void theProcessEndsWithItsInput() throws Exception {
    CountDownLatch held = new CountDownLatch(2);
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              held.countDown();
              while (in.readLine() != null) {
                // Until the client has gone.
              }
              client.close();
            })) {
      Settings settings = settings("users", "2", "duration", "1h");
      ProbeLink link = start();
      link.settings(
          settings, settings.tls(), Client.ofRun(server.poll(), "run", null), List.of(), 0L);
      link.begin(timeline(settings), PollTemplate.get(server.poll(), List.of()));
      held.await();

      process.getOutputStream().close();

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aProcessThatIsKilledIsLost() throws Exception {
    ProbeLink link = start();
    process.toHandle().destroyForcibly();

    link.awaitReady(Duration.ofHours(1));
    assertThat(link.end(false, Duration.ofSeconds(20))).contains("their process ended");
  }

  private ProbeLink start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ProbeMain.class.getName())
            .redirectErrorStream(true)
            .start();
    return new ProbeLink(
        process.getInputStream(), process.getOutputStream(), ledger, problem -> {});
  }

  private static Settings settings(String... keysAndValues) {
    Properties properties = new Properties();
    properties.setProperty("longpoll.ramp", "0s");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.setProperty("longpoll." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return new SettingsLoader(Path.of("")).load(properties);
  }

  private static Timeline timeline(Settings settings) {
    return new Timeline(
        CLOCK.nanoTime(),
        CLOCK.epochMicros(),
        settings.ramp(),
        settings.warmup(),
        settings.duration(),
        settings.effectiveTail());
  }
}
