package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.StreamPosition;
import longpoll.host.LoopLag;
import longpoll.measure.ErrorCollector;
import longpoll.measure.RunLedger;
import longpoll.measure.RunSampler;
import longpoll.measure.Timeline;
import longpoll.measure.UserLedger;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.record.RunStatus;
import longpoll.report.Console;
import longpoll.server.PollServer;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a run when a part of its closing throws. */
@Timeout(180)
class RunClosingTest {
  private static final List<Throwable> THROWABLES =
      List.of(
          new NumberFormatException("Infinite or NaN"),
          new StackOverflowError(),
          new NoClassDefFoundError("longpoll/Gone"),
          new IOException("No space left on device"));

  @TempDir Path results;

  private final PrintStream terminal = System.out;
  private PollServer server;
  private Settings settings;
  private OpenTarget target;

  /** Lets a part fail the first time it is run. */
  private static final class FailingPart extends ErrorCollector {
    private final Set<String> parts = new LinkedHashSet<>();
    private final String failing;
    private final Throwable thrown;

    FailingPart(String failing, Throwable thrown) {
      super((part, quietly) -> {});
      this.failing = failing;
      this.thrown = thrown;
    }

    @Override
    protected <T> T call(String part, Callable<T> work) throws Exception {
      boolean first = parts.add(part);
      if (!first || !part.equals(failing)) {
        return work.call();
      }
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    }
  }

  @BeforeEach
  void keepTheTerminalQuiet() {
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
  }

  @AfterEach
  void giveTheTerminalBack() {
    System.setOut(terminal);
  }

  @BeforeEach
  void openATarget() throws IOException {
    server = PollServer.start(ServerOptions.builder().port(0).schedule(ScheduleKind.NONE).build());
    Properties properties = new Properties();
    properties.setProperty("longpoll.target", "http://127.0.0.1:" + server.port() + "/poll");
    properties.setProperty("longpoll.users", "1");
    properties.setProperty("longpoll.probes", "0");
    properties.setProperty("longpoll.objectives.failed.max", "2");
    properties.setProperty("longpoll.objectives.held.min", "0");
    settings = new SettingsLoader(Path.of("")).load(properties);
    target = OpenTarget.open(settings, Optional.empty());
  }

  @AfterEach
  void closeIt() {
    target.close();
    server.close();
  }

  private RunRecord closed(String name, boolean aborted, ErrorCollector errors) throws IOException {
    RunFolder folder = new RunFolder(Files.createDirectories(results.resolve(name)));
    List<RunRecord.Objective> objectives = close(folder, aborted, errors);
    RunRecord record = RunRecords.read(folder.runJson());
    assertThat(record.objectives()).isEqualTo(objectives);
    assertThat(folder.report()).isNotEmptyFile();
    return record;
  }

  /** Closes a run of two deliveries and two failures, all in its window. */
  private List<RunRecord.Objective> close(
      RunFolder folder, boolean aborted, ErrorCollector errors) {
    RunLedger ledger =
        RunLedger.builder()
            .serverOffsetMicros(0L)
            .timeline(
                clock ->
                    new Timeline(
                        clock.nanoTime() - Duration.ofSeconds(4).toNanos(),
                        clock.epochMicros() - 4_000_000,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)))
            .open();
    RunSampler sampler = new RunSampler(ledger, new LoopLag(), null, progress -> {});
    sampler.begin(folder);
    Polls polls = new Polls(ledger);
    polls.delivered(10, 1).delivered(20, 2).failed(30).failed(40);
    return new RunClosing(
            settings,
            "ASimulation",
            "3",
            target,
            target::close,
            target.clockOffset(),
            ledger,
            sampler,
            null,
            null,
            Console.ofThisProcess(settings),
            folder,
            errors)
        .close(aborted);
  }

  private static final class Polls {
    private final RunLedger ledger;
    private final UserLedger user;

    Polls(RunLedger ledger) {
      this.ledger = ledger;
      user = ledger.user("");
    }

    private long nanos(long millis) {
      return ledger.begin().windowStartNanos() + millis * 1_000_000;
    }

    private long micros(long millis) {
      return ledger.begin().windowStartMicros() + millis * 1_000;
    }

    private void sent(long millis) {
      user.sent(nanos(millis), micros(millis), Duration.ofMillis(100).toNanos());
    }

    Polls delivered(long millis, long seq) {
      sent(millis);
      PolledEvent event = new PolledEvent(seq, "default", seq, micros(millis + 1));
      user.answered(
          nanos(millis + 5),
          micros(millis + 5),
          Answer.delivered(new StreamPosition("" + (seq + 1), "e"), List.of(event)));
      return this;
    }

    Polls failed(long millis) {
      sent(millis);
      user.failed(nanos(millis + 7), FailureKind.RESET);
      return this;
    }
  }

  @Test
  void aPartThatThrowsIsAReasonAndCostsNoOther() throws IOException {
    FailingPart none = new FailingPart("", null);
    RunRecord whole = closed("whole", false, none);
    assertThat(whole.reasons()).isEmpty();
    assertThat(whole.status()).isEqualTo(RunStatus.COMPLETE);
    assertThat(whole.objectives()).allMatch(RunRecord.Objective::met);
    assertThat(none.parts)
        .contains(
            "the sampler",
            "the prediction",
            "totals",
            "metrics.lag",
            "validity",
            "environment",
            "objective 'held of intended'",
            "run.json",
            "report.html");
    int next = 0;
    for (String part : none.parts) {
      Throwable thrown = THROWABLES.get(next++ % THROWABLES.size());
      RunRecord left = closed("part" + next, false, new FailingPart(part, thrown));

      assertThat(left.status()).as(part).isEqualTo(RunStatus.INVALID);
      assertThat(left.reasons())
          .as(part)
          .anyMatch(
              reason ->
                  reason.startsWith(part + " failed")
                      && reason.contains(thrown.getClass().getSimpleName()));
      assertThat(left.objectives())
          .as(part)
          .contains(new RunRecord.Objective("run is valid", "complete", "invalid", false));
      restStands(part, left, whole);
    }
  }

  private static void restStands(String part, RunRecord left, RunRecord whole) {
    if (!part.equals("totals")) {
      assertThat(left.totals()).as(part).isEqualTo(whole.totals());
    }
    if (!part.equals("polls")) {
      assertThat(left.polls()).as(part).isEqualTo(whole.polls());
    }
    if (!part.equals("held")) {
      assertThat(left.held()).as(part).isEqualTo(whole.held());
    }
    if (!part.equals("events")) {
      assertThat(left.events()).as(part).isEqualTo(whole.events());
    }
    if (!part.equals("failures")) {
      assertThat(left.failures()).as(part).isEqualTo(whole.failures()).hasSize(1);
    }
    if (!part.equals("the sampler")) {
      assertThat(left.metrics())
          .as(part)
          .containsAllEntriesOf(without(whole.metrics(), part.replace("metrics.", "")));
    }
    if (!part.equals("environment")) {
      assertThat(left.environment()).as(part).isEqualTo(whole.environment());
    }
    if (!part.equals("settings")) {
      assertThat(left.settings()).as(part).isEqualTo(whole.settings());
    }
    assertThat(left.health().clock().boundUs()).as(part).isNotNull();
    assertThat(left.target()).as(part).isEqualTo(whole.target());
  }

  private static <V> Map<String, V> without(Map<String, V> map, String key) {
    Map<String, V> rest = new LinkedHashMap<>(map);
    rest.remove(key);
    return rest;
  }

  @Test
  void anAbortedRunStaysOneWhateverThrows() throws IOException {
    RunRecord left = closed("aborted", true, new FailingPart("events", new StackOverflowError()));

    assertThat(left.status()).isEqualTo(RunStatus.ABORTED);
    assertThat(left.reasons()).anyMatch(reason -> reason.startsWith("events failed"));
    assertThat(left.totals().failed()).isEqualTo(Map.of("reset", 2L));
  }

  @Test
  void aRecordThatCannotBeWrittenFailsTheRun() throws IOException {
    RunFolder folder = new RunFolder(results.resolve("full"));
    Files.createDirectories(folder.runJson().resolve("in the way"));
    FailingPart errors = new FailingPart("", null);

    assertThat(close(folder, false, errors))
        .contains(new RunRecord.Objective("run is valid", "complete", "invalid", false));
    assertThat(errors.problems())
        .anyMatch(problem -> problem.startsWith("run.json failed while the run was closed"));
  }

  @Test
  void theRecordDoesNotSayWhereItWasMade() throws IOException {
    RunFolder folder = new RunFolder(results.resolve("some"));
    Files.createDirectories(folder.totalsLog().resolve("in the way"));
    RunRecord record = closed("some", false, new FailingPart("", null));

    assertThat(record.status()).isEqualTo(RunStatus.INVALID);
    assertThat(record.reasons())
        .anyMatch(reason -> reason.contains("not whole") && reason.contains("totals.hlog"))
        .noneMatch(reason -> reason.contains(results.toString()));
  }
}
