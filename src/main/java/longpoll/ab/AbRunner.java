package longpoll.ab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import longpoll.record.LockFile;
import longpoll.record.RecordAnnouncement;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;

/**
 * Makes the pairs of a plan, one run after another, and writes down each before the next begins.
 * For one thread.
 *
 * <pre>{@code
 * AbState made = new AbRunner(folder, runner, Clock.systemUTC(), 2, System.err::println)
 *     .make(AbPlan.of("./base.sh", "./candidate.sh", 8, Path.of("")), false);
 * }</pre>
 */
public final class AbRunner {

  private final AbFolder folder;
  private final CommandRunner runner;
  private final InstantSource clock;
  private final int retries;
  private final Progress progress;

  /**
   * @param retries how many pairs, in all, may be made again because a run of them is invalid or
   *     aborted
   * @param out is told line by line what goes on
   */
  public AbRunner(
      AbFolder folder,
      CommandRunner runner,
      InstantSource clock,
      int retries,
      Consumer<String> out) {
    if (retries < 0) {
      throw new IllegalArgumentException("--retries: must be at least 0, but is " + retries);
    }
    this.folder = folder;
    this.runner = runner;
    this.clock = clock;
    this.retries = retries;
    progress = new Progress(out);
  }

  /**
   * Makes what is not there yet.
   *
   * @param restart whether to begin anew, whatever is there
   * @throws AbException when that is not possible
   * @throws InterruptedException when it was stopped; what was made stays written down
   */
  public AbState make(AbPlan plan, boolean restart) throws IOException, InterruptedException {
    folder.create();
    try (LockFile lock = LockFile.take(folder.lockFile()).orElseThrow(this::isTaken)) {
      if (restart) {
        folder.clear();
      }
      AbState state =
          folder
              .read()
              .map(earlier -> new Resumption(folder, progress).from(earlier, plan))
              .orElseGet(() -> AbState.begin(plan, clock.instant().toString()));
      folder.write(state);
      Optional<AbState.Turn> next = state.next();
      while (next.isPresent()) {
        state = make(state, next.get());
        next = state.next();
      }
      return state;
    }
  }

  private AbException isTaken() {
    return new AbException(
        AbException.Kind.FAILED,
        folder.path() + ": somebody makes runs for this folder already: wait, or name another");
  }

  private AbState make(AbState state, AbState.Turn turn) throws IOException, InterruptedException {
    progress.begins(state, turn);
    Path log = folder.log(turn);
    Path announced = folder.recordFile(turn).toAbsolutePath();
    RecordSearch search = RecordSearch.begin(announced, Path.of(state.plan().directory()));
    Instant startedAt = clock.instant();
    CommandRunner.End end =
        runner.run(
            state.plan().command(turn.side()),
            Map.of(RecordAnnouncement.VARIABLE, announced.toString()),
            log,
            process -> writeRunning(state, process));
    Attempt attempt = new Attempt(state, turn, end, log);
    if (end.timedOut()) {
      throw attempt.failed("took longer than --timeout allows, and was ended");
    }
    Path run = attempt.only(search.found());
    RunRecord record = attempt.read(run);
    MadeRun made =
        new MadeRun(
            turn.order(),
            turn.pair(),
            turn.side(),
            startedAt.toString(),
            end.took().toMillis(),
            end.exitCode(),
            run.toString(),
            record.status().word(),
            null);
    return judged(state.withRun(made), turn, record, made);
  }

  private void writeRunning(AbState state, ProcessHandle process) {
    try {
      folder.write(state.withRunning(AbState.Running.of(process)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** If one run of a pair is invalid or aborted, the whole pair is made again. */
  private AbState judged(AbState state, AbState.Turn turn, RunRecord record, MadeRun made)
      throws IOException {
    if (record.status() == RunStatus.COMPLETE) {
      if (made.exitCode() != 0) {
        progress.say(
            "  exit code " + made.exitCode() + ", with a complete record" + whyItFailed(record));
      }
      folder.write(state);
      return state;
    }
    String why =
        turn.side().word() + " run " + record.id() + " is " + made.status() + firstReason(record);
    AbState again = state.repeating(new AbState.Repeat(turn.pair(), false, why));
    folder.write(again);
    if (again.retriesUsed() > retries) {
      throw new AbException(
          AbException.Kind.UNUSABLE_RUNS,
          Progress.name(state, turn)
              + ": "
              + why
              + "\n--retries allows "
              + retries
              + " pairs to be made again, and that was not enough: nothing is compared. Mend the"
              + " cause, then start the same command again to go on from here.");
    }
    progress.say(
        "  "
            + why
            + "; the pair is made again ("
            + again.retriesUsed()
            + " of "
            + retries
            + " retries)");
    return again;
  }

  /** A complete run can fail because of an objective; other reasons may precede it. */
  private static String whyItFailed(RunRecord record) {
    return record.objectives().stream()
        .filter(objective -> !objective.met())
        .findFirst()
        .map(objective -> ": " + objective.missedInWords())
        .orElse("");
  }

  private static String firstReason(RunRecord record) {
    List<String> reasons = record.reasons();
    return reasons == null || reasons.isEmpty() ? "" : ": " + reasons.get(0);
  }
}
