package longpoll.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import longpoll.dialect.Delivery;
import longpoll.measure.ErrorCollector;
import longpoll.measure.PollCounts;
import longpoll.measure.PollTally;
import longpoll.measure.RunSnapshot;
import longpoll.measure.Shard;
import longpoll.target.ServerStats;
import longpoll.text.Excerpt;

/** What a reader of the record should know of a run besides its figures, in words. Pure. */
final class RunRemarks {
  /** Characters of an epoch that are shown. */
  private static final int LONGEST_EPOCH = 64;

  /** From here on a start is late: Gatling begins up to a second after it is asked to. */
  private static final long LATE_MICROS = 1_500_000;

  private RunRemarks() {}

  /** When a run was broken off: of several injectors, when the first of those that were. */
  static String interrupted(RunSnapshot run) {
    List<Shard> ended = run.shards().stream().filter(Shard::aborted).toList();
    Shard.Timing first =
        ended.stream()
            .map(Shard::timing)
            .min(Comparator.comparingLong(Shard.Timing::elapsedNanos))
            .orElseThrow();
    boolean all = ended.size() == run.shards().size();
    String numbers = ShardFigures.ranges(ended.stream().map(Shard::number).toList());
    String some =
        ended.size() == 1 ? "injector " + numbers + " was " : "injectors " + numbers + " were ";
    return String.format(
        Locale.ROOT,
        "%sinterrupted after %.0f s: %.0f s of %.0f s of the window were measured%s",
        all ? "" : some,
        first.elapsedNanos() / 1e9,
        first.measuredSeconds(),
        first.timeline().measured().toMillis() / 1e3,
        all ? "" : " by then");
  }

  /** Why the numbers cannot stand. */
  static List<String> invalid(RunSnapshot run, ErrorCollector errors) {
    List<String> invalid = new ArrayList<>();
    for (Shard shard : run.shards()) {
      if (shard.writeFailure() != null) {
        invalid.add("some files of the run are not whole: " + shard.writeFailure());
      }
    }
    invalid.addAll(
        errors.get(
            "the comparison with the server's counts", List.of(), () -> serverDisagrees(run)));
    Optional<String> doubt =
        errors.get(
            "the look for deliveries that are none",
            Optional.empty(),
            () -> run.blank().doubt(run.polls().window()));
    doubt.ifPresent(invalid::add);
    errors
        .get(
            "the look for events that were not read",
            Optional.<String>empty(),
            () -> Completeness.unreadable(run))
        .ifPresent(invalid::add);
    for (Shard shard : run.shards()) {
      invalid.addAll(errors.get("the comparison of the clocks", List.of(), () -> moved(shard)));
      if (startedLate(shard) && reachesTheWindow(shard)) {
        invalid.add(
            late(run, shard)
                + ", so that users arrived in the window: name a start-at that every injector can"
                + " reach, or set a longer warmup");
      }
    }
    return invalid;
  }

  /**
   * The bundled server counts the same polls from its side, and the probes' with them. Where none
   * failed on the way, the two must agree to the unit. Several injectors are not compared: each of
   * them asks the server while others poll.
   */
  private static List<String> serverDisagrees(RunSnapshot run) {
    Shard shard = run.first();
    Shard.Probes ofShard = shard.probes();
    ServerStats end = shard.serverAtEnd();
    boolean probesUnknown = ofShard != null && (!ofShard.isWhole() || ofShard.haveFailed());
    boolean comparable =
        run.shards().size() == 1
            && !shard.aborted()
            && shard.description().target().bundled()
            && end != null
            && run.polls().total().failures() == 0
            && !probesUnknown;
    if (!comparable) {
      return List.of();
    }
    ServerStats before = shard.serverAtStart();
    PollTally ours = run.polls();
    PollTally theirs = ofShard == null ? PollTally.NONE : ofShard.account().polls();
    PollCounts.Snapshot users = ours.total();
    PollCounts.Snapshot probes = theirs.total();
    List<String> apart = new ArrayList<>();
    compare("polls", ours.started(), end.polls() - before.polls() - theirs.started(), apart);
    compare(
        "delivered",
        users.delivered(),
        end.delivered() - before.delivered() - probes.delivered(),
        apart);
    compare("empty", users.empty(), end.empty() - before.empty() - probes.empty(), apart);
    compare("gap", users.gap(), end.gap() - before.gap() - probes.gap(), apart);
    compare("cut", ours.cut(), end.aborted() - before.aborted() - theirs.cut(), apart);
    return apart.isEmpty()
        ? List.of()
        : List.of("users and server counted differently: " + String.join(", ", apart));
  }

  private static void compare(String what, long ours, long servers, List<String> apart) {
    if (ours != servers) {
      apart.add(what + " " + ours + " against the server's " + servers);
    }
  }

  private static List<String> moved(Shard shard) {
    if (shard.clockAtStart() == null || shard.clockAtEnd() == null) {
      return List.of();
    }
    long moved = shard.clockAtStart().movedUs(shard.clockAtEnd());
    return moved == 0
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "the clocks of target and injector moved against each other by %.3f ms during the"
                    + " run: lag is wrong by as much; keep both on time, or measure again",
                moved / 1e3));
  }

  /** What is worth a word of starts that were late, but early enough for the window. */
  static List<String> lateStarts(RunSnapshot run) {
    return run.shards().stream()
        .filter(shard -> startedLate(shard) && !reachesTheWindow(shard))
        .map(shard -> late(run, shard))
        .toList();
  }

  /** Without a common start, a run starts with its first poll. */
  private static boolean startedLate(Shard shard) {
    return shard.description().commonStart().isPresent()
        && shard.timing().lateMicros() >= LATE_MICROS;
  }

  /** The ramp begins with the first poll, the window at its instant. */
  private static boolean reachesTheWindow(Shard shard) {
    return shard.timing().lateMicros() * 1_000 > shard.timing().timeline().warmup().toNanos();
  }

  private static String late(RunSnapshot run, Shard shard) {
    return String.format(
        Locale.ROOT,
        "%s began %.1f s after %s",
        run.shards().size() == 1 ? "the run" : "injector " + shard.number(),
        shard.timing().lateMicros() / 1e6,
        shard.description().commonStart().orElseThrow());
  }

  /** A server that restarts forgets its events: that explains gaps and failures alike. */
  static List<String> restarts(RunSnapshot run) {
    Set<String> later = new LinkedHashSet<>(run.laterEpochs());
    ServerStats atStart = run.first().serverAtStart();
    String known = atStart == null ? null : atStart.epoch();
    String first = known == null ? "unknown" : known;
    for (Shard shard : run.shards()) {
      if (shard.serverAtEnd() != null && shard.serverAtStart() != null) {
        later.add(shard.serverAtEnd().epoch());
      }
    }
    later.remove(first);
    later.remove(null);
    return later.isEmpty()
        ? List.of()
        : List.of(
            "the server restarted during the run: its epoch was "
                + Excerpt.of(first, LONGEST_EPOCH)
                + ", then "
                + later.stream()
                    .map(epoch -> Excerpt.of(epoch, LONGEST_EPOCH))
                    .collect(Collectors.joining(", ")));
  }

  /**
   * What is published between a user's first poll and the server's taking it up is owed to nobody,
   * but the harness sees only the poll that was sent. A queue keeps it, and of a state the first
   * poll gets the newest version.
   *
   * @param missed events that users lack, or null
   * @param probes how many there are
   */
  static List<String> lateStart(RunSnapshot run, Long missed, int probes) {
    Long takenUp = new ServerFigures(run).takenUp();
    long meant = run.users() + probes;
    if (run.delivery() != Delivery.BROADCAST) {
      return List.of();
    }
    if (missed == null || missed == 0 || takenUp == null || takenUp >= meant) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "some of the missed events may have been owed to nobody: when last asked in the"
                + " warm-up the server had taken up %,d of %,d connections, and what it published"
                + " before it took up the others counts as missed; a longer warmup tells",
            takenUp,
            meant));
  }

  /** Why there is no lag as probes see it, or why it may not be that of the users. */
  static List<String> probes(RunSnapshot run) {
    List<String> remarks = new ArrayList<>();
    for (Shard shard : run.shards()) {
      if (shard.probes() != null) {
        remarks.addAll(shard.probes().remarks());
      }
    }
    return remarks;
  }
}
