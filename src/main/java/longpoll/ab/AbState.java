package longpoll.ab;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What has been made so far: the content of {@code ab.json}. Each change gives a new one.
 *
 * @param startedAt ISO 8601 in UTC
 * @param running the command that runs now, or ran when the state was last written; null between
 *     two
 * @param runs in the order in which they were made
 * @param repeats why pairs were made again, in the order in which that was decided
 */
public record AbState(
    int schemaVersion,
    AbPlan plan,
    String startedAt,
    Running running,
    List<MadeRun> runs,
    List<Repeat> repeats) {

  /** The newest version this code writes. */
  public static final int SCHEMA_VERSION = 1;

  public AbState {
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(startedAt, "startedAt");
    runs = List.copyOf(Objects.requireNonNull(runs, "runs"));
    repeats = List.copyOf(Objects.requireNonNull(repeats, "repeats"));
  }

  /**
   * A process, told from a later one with the same number by its start.
   *
   * @param startedAtMs milliseconds since the epoch as the system says, or null where it does not
   */
  public record Running(long pid, Long startedAtMs) {
    /** Systems reckon it from the time of their own start, which moves when the clock is set. */
    private static final long CLOCK_STEP_MILLIS = 2_000;

    static Running of(ProcessHandle process) {
      return new Running(
          process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(null));
    }

    /** The process itself, if it is still there and surely the same. */
    Optional<ProcessHandle> process() {
      return startedAtMs == null
          ? Optional.empty()
          : ProcessHandle.of(pid).filter(handle -> isStartOf(of(handle).startedAtMs()));
    }

    private boolean isStartOf(Long other) {
      return other != null && Math.abs(other - startedAtMs) <= CLOCK_STEP_MILLIS;
    }
  }

  /**
   * @param interrupted whether an interruption was the reason, and not an invalid or aborted run
   */
  public record Repeat(int pair, boolean interrupted, String why) {}

  /** A run to make. */
  record Turn(int order, int pair, Side side) {}

  static AbState begin(AbPlan plan, String startedAt) {
    return new AbState(SCHEMA_VERSION, plan, startedAt, null, List.of(), List.of());
  }

  /** The runs that count on one side, in the order of the pairs. */
  public List<MadeRun> counted(Side side) {
    return counted().stream().filter(run -> run.side() == side).toList();
  }

  @JsonIgnore
  public boolean isFinished() {
    return counted().size() == 2 * plan.pairs();
  }

  /** The run to make next, or none when all are there. */
  Optional<Turn> next() {
    int made = counted().size();
    int pair = made / 2 + 1;
    return isFinished()
        ? Optional.empty()
        : Optional.of(new Turn(runs.size() + 1, pair, AbPlan.side(pair, made % 2)));
  }

  /** How many runs are still to be made, if none is made in vain. */
  int left() {
    return 2 * plan.pairs() - counted().size();
  }

  /** How often a pair was made again because a run of it was invalid or aborted. */
  long retriesUsed() {
    return repeats.stream().filter(repeat -> !repeat.interrupted()).count();
  }

  AbState withRunning(Running process) {
    return new AbState(schemaVersion, plan, startedAt, process, runs, repeats);
  }

  AbState withRun(MadeRun run) {
    List<MadeRun> all = new ArrayList<>(runs);
    all.add(run);
    return new AbState(schemaVersion, plan, startedAt, null, all, repeats);
  }

  /** Discards what there is of a pair, since its runs must be adjacent in time. */
  AbState repeating(Repeat repeat) {
    List<MadeRun> all = new ArrayList<>();
    for (MadeRun run : runs) {
      boolean goes = run.pair() == repeat.pair() && run.counts();
      all.add(goes ? run.discardedBecause(repeat.why()) : run);
    }
    List<Repeat> more = new ArrayList<>(repeats);
    more.add(repeat);
    return new AbState(schemaVersion, plan, startedAt, null, all, more);
  }

  /** As it is taken up again: half a pair is made anew. */
  AbState resumed() {
    List<MadeRun> counted = counted();
    if (counted.size() % 2 == 0) {
      return withRunning(null);
    }
    MadeRun half = counted.get(counted.size() - 1);
    return repeating(new Repeat(half.pair(), true, "interrupted between the two runs of the pair"));
  }

  /** What the report should say of how the pairs came about; empty when all went well. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (retriesUsed() > 0) {
      notes.add(
          retriesUsed()
              + (retriesUsed() == 1 ? " pair was" : " pairs were")
              + " made again: "
              + why(false));
    }
    if (repeats.size() > retriesUsed()) {
      notes.add("resumed after an interruption: " + why(true));
    }
    return notes;
  }

  private String why(boolean interrupted) {
    return String.join(
        "; ",
        repeats.stream()
            .filter(repeat -> repeat.interrupted() == interrupted)
            .map(repeat -> "pair " + repeat.pair() + ", " + repeat.why())
            .toList());
  }

  private List<MadeRun> counted() {
    return runs.stream().filter(MadeRun::counts).toList();
  }
}
