package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import longpoll.measure.ProbeLedger;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ProbeLinkTest {
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final RunRecord.Probes ACCOUNT =
      new RunRecord.Probes(2, 3, 1, 1, 0, Map.of(), 1, 2.0, 2L, 0.1, 1.0, 2.0, null);

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
    say(ProbeLines.json(ProbeLines.DONE, ACCOUNT));

    assertThat(link.end(false, LONG)).isEmpty();
    assertThat(ledger.report()).isEqualTo(ACCOUNT);
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
    say(ProbeLines.json(ProbeLines.DONE, ACCOUNT));

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
    assertThat(ledger.report()).isNull();
  }

  @Test
  void aLineThatCannotBeReadLosesTheAccount() throws IOException {
    ProbeLink link = link();
    say("lag WINDOW from nonsense");
    say(ProbeLines.json(ProbeLines.DONE, ACCOUNT));

    assertThat(link.end(false, LONG)).get().asString().startsWith("they said what cannot be read");
  }

  @Test
  void aProcessThatSaysNothingIsNotWaitedForLongerThanTheLimit() {
    Optional<String> lost = link().end(false, Duration.ofMillis(30));

    assertThat(lost).contains("no account of their polls 30 ms after the end");
  }

  private ProbeLink link() {
    return new ProbeLink(fromProbes, OutputStream.nullOutputStream(), ledger, problems::add);
  }

  private void say(String line) throws IOException {
    probes.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    probes.flush();
  }
}
