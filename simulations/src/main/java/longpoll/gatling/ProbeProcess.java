package longpoll.gatling;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.Client;
import longpoll.measure.ProbeLedger;
import longpoll.measure.Timeline;
import longpoll.probe.ProbeLink;
import longpoll.probe.ProbeMain;
import longpoll.settings.Settings;
import longpoll.transport.PollTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The probes in a JVM of their own, small and with one thread that matters. It is started from this
 * JVM's class path, as the bundled server is, and ends when the pipe to it closes, however that
 * came about. Probes that cannot be started or break off cost the run its second witness, and
 * nothing else. Thread-safe.
 */
final class ProbeProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeProcess.class);

  /**
   * Compiling well takes cores from those who are measured; compiling early is what counts here. A
   * collector that stops the process would be seen: 30 to 100 ms at a time, twice a minute, were.
   */
  private static final List<String> JVM_ARGS =
      List.of("-Xms128m", "-Xmx128m", "-XX:+UseZGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

  /** A little more than the probes' own grace and patience together. */
  private static final Duration ACCOUNT_LIMIT = Duration.ofSeconds(8);

  private static final Duration READY_LIMIT = Duration.ofSeconds(30);

  private static final long EXIT_LIMIT_SECONDS = 2;

  private final Process process;
  private final ProbeLink link;
  private final String notStarted;

  private ProbeProcess(Process process, ProbeLink link, String notStarted) {
    this.process = process;
    this.link = link;
    this.notStarted = notStarted;
  }

  /**
   * Starts the process; does not wait for it.
   *
   * @param tls whom to trust
   */
  static ProbeProcess start(
      Settings settings,
      Settings.Tls tls,
      Client clients,
      List<String> channels,
      Long offsetMicros,
      ProbeLedger ledger) {
    try {
      Process process =
          ChildJvm.of(JVM_ARGS, ProbeMain.class.getName(), List.of())
              .redirectErrorStream(true)
              .start();
      ProbeLink link =
          new ProbeLink(
              process.getInputStream(),
              process.getOutputStream(),
              ledger,
              problem -> LOG.warn("first probe that failed as {}", problem));
      link.settings(settings, tls, clients, channels, offsetMicros);
      return new ProbeProcess(process, link, null);
    } catch (IOException e) {
      return new ProbeProcess(null, null, "their process could not be started: " + e.getMessage());
    }
  }

  /** Waits until the probes can begin, if they ever can. */
  void awaitReady() {
    if (link != null && !link.awaitReady(READY_LIMIT)) {
      LOG.warn(
          "the probes were not ready within {} s: users begin before them",
          READY_LIMIT.toSeconds());
    }
  }

  /** The first user's poll is about to be sent. */
  void begin(Timeline timeline, PollTemplate template) {
    if (link != null) {
      link.begin(timeline, template);
    }
  }

  /**
   * Lets the probes end and waits for their account, which is then in the ledger.
   *
   * @param cut whether to give up at once what is still held
   * @return why the account is not whole, or nothing when it is
   */
  Optional<String> end(boolean cut) {
    if (link == null) {
      return Optional.of(notStarted);
    }
    Optional<String> lost = link.end(cut, ACCOUNT_LIMIT);
    close();
    return lost;
  }

  /** Makes sure that the process is gone. */
  @Override
  public void close() {
    if (process == null) {
      return;
    }
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // Gone already.
    }
    try {
      if (!process.waitFor(EXIT_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
