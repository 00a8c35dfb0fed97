package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import longpoll.measure.ProbeAccounts;
import longpoll.measure.ProbeLedger;
import longpoll.measure.RunLedger;
import longpoll.measure.Shard;
import longpoll.measure.Timeline;
import longpoll.measure.UserLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ProbeLinkTest {
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final Timeline TIMELINE =
      new Timeline(
          0, 0, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(9), Duration.ofSeconds(1));

  private final RunLedger probed = RunLedger.builder().timeline(clock -> TIMELINE).open();
  private final ProbeAccounts accounts = new ProbeAccounts(probed);
  private final UserLedger probe = probed.user("");
  private final ProbeLedger ledger = new ProbeLedger();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final PipedOutputStream probes = new PipedOutputStream();
  private PipedInputStream fromProbes;

  @BeforeEach
  void connect() throws IOException {
    fromProbes = new PipedInputStream(probes, 1 << 16);
  }

  @Test
  void theAccountIsInTheLedgerOnceTheProbesHaveEnded() throws IOException {
    ProbeLink link = link();
    say("problem closed: end of stream");
    say("problem malformed: \u001b[2J\u202e" + "x".repeat(9_000));
    polledAndSaid(ProbeLines.DONE);

    assertThat(link.end(false, LONG)).isEmpty();
    assertThat(started()).isEqualTo(1);
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0)).isEqualTo("closed: end of stream");
    assertThat(problems.get(1))
        .as("printable, and not without end")
        .startsWith("malformed: \ufffd[2J\ufffdxxx")
        .hasSizeLessThan(700);
  }

  @Test
  void whatAJvmPrintsOfItselfIsPassedOver() throws IOException {
    ProbeLink link = link();
    say("OpenJDK 64-Bit Server VM warning: something");
    say("");
    polledAndSaid(ProbeLines.DONE);

    assertThat(link.end(false, LONG)).isEmpty();
  }

  @Test
  void aProcessThatEndsBeforeItsTimeIsLostWithItsLastWords() throws IOException {
    ProbeLink link = link();
    say("the probes gave up: java.net.UnknownHostException: nowhere");
    probes.close();

    assertThat(link.end(false, LONG))
        .contains(
            "their process ended: the probes gave up: java.net.UnknownHostException: nowhere");
    assertThat(ledger.account()).isNull();
  }

  @Test
  void whatAProcessSaidBeforeItDiedStands() throws IOException {
    ProbeLink link = link();
    polledAndSaid(ProbeLines.DELTA);
    polledAndSaid(ProbeLines.DELTA);
    probes.close();

    assertThat(link.end(false, LONG)).contains("their process ended");
    assertThat(started()).isEqualTo(2);
  }

  @Test
  void theLastDeltaIsAddedOnceAsTheOthersAre() throws IOException {
    ProbeLink link = link();
    polledAndSaid(ProbeLines.DELTA);
    polledAndSaid(ProbeLines.DONE);

    assertThat(link.end(false, LONG)).isEmpty();
    assertThat(started()).isEqualTo(2);
  }

  @Test
  void aLineThatCannotBeReadEndsTheAccount() throws IOException {
    ProbeLink link = link();
    polledAndSaid(ProbeLines.DELTA);
    say("delta nonsense");
    polledAndSaid(ProbeLines.DELTA);
    polledAndSaid(ProbeLines.DONE);
    probes.close();

    assertThat(link.end(false, LONG)).get().asString().startsWith("they said what cannot be read");
    assertThat(started()).as("what comes after it would leave a hole").isEqualTo(1);
  }

  @Test
  void aLineThatTheEndCutsOffIsNoLineThatCannotBeRead() throws IOException {
    ProbeLink link = link();
    polledAndSaid(ProbeLines.DELTA);
    probes.write("delta {\"acco".getBytes(StandardCharsets.UTF_8));
    probes.close();

    assertThat(link.end(false, LONG)).contains("their process ended");
    assertThat(started()).isEqualTo(1);
  }

  @Test
  void aProcessThatSaysNothingIsNotWaitedForLongerThanTheLimit() {
    Optional<String> lost = link().end(false, Duration.ofMillis(30));

    assertThat(lost).contains("no account of their polls 30 ms after the end");
  }

  private ProbeLink link() {
    return new ProbeLink(fromProbes, OutputStream.nullOutputStream(), ledger, problems::add);
  }

  private void polledAndSaid(String word) throws IOException {
    probe.sent(1_000_000, 1_000, 1_000);
    probe.failed(2_000_000, "closed");
    say(ProbeLines.delta(word, accounts.delta()));
  }

  private long started() {
    return ledger.account().report(1, Shard.Timing.of(TIMELINE, 0, 0, 0L), true).started();
  }

  private void say(String line) throws IOException {
    probes.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    probes.flush();
  }
}
