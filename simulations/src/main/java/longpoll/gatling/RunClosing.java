package longpoll.gatling;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import longpoll.measure.ClockOffset;
import longpoll.measure.EmptyRatePrediction;
import longpoll.measure.EnvironmentFacts;
import longpoll.measure.Objective;
import longpoll.measure.Objectives;
import longpoll.measure.RecordAssembler;
import longpoll.measure.RunBooks;
import longpoll.measure.RunDelays;
import longpoll.measure.RunDescription;
import longpoll.measure.RunSampler;
import longpoll.measure.Validity;
import longpoll.record.RecordAnnouncement;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.report.Console;
import longpoll.report.IndexPage;
import longpoll.report.Reporter;
import longpoll.report.Reporters;
import longpoll.settings.Settings;
import longpoll.target.ServerStats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the books of a run: the last readings, the record, the objectives, the reports. A step
 * that fails costs its own result and never those of the others.
 *
 * @param offsetAtStart null where the target's clock is unknown
 * @param probes null where there are none
 * @param probeRequest null where no user came to poll
 */
record RunClosing(
    Settings settings,
    String simulation,
    String gatlingVersion,
    OpenTarget target,
    ClockOffset offsetAtStart,
    RunBooks books,
    RunSampler sampler,
    ProbeProcess probes,
    ProbeRequest probeRequest,
    Console console,
    RunFolder folder) {
  private static final Logger LOG = LoggerFactory.getLogger(RunClosing.class);

  List<Objective> close(boolean aborted) {
    if (aborted) {
      books.freeze();
    }
    Optional<String> probesLost = probes == null ? Optional.empty() : probes.end(aborted);
    RunSampler.Sampled sampled = sampler.close(folder);
    ServerStats atEnd = target.stats();
    ClockOffset offsetAtEnd = offsetAtStart == null ? null : target.clockOffset();
    target.close();

    List<String> invalid = new ArrayList<>();
    if (sampled.writeFailure() != null) {
      invalid.add("some files of the run are not whole: " + sampled.writeFailure());
    }
    if (!aborted) {
      disagreement(atEnd).ifPresent(invalid::add);
    }
    RunRecord.Clock clock = clock(offsetAtEnd, invalid);
    RunRecord record =
        new RecordAssembler(books, facts(clock), sampled)
            .assemble(
                new RunDescription.Ending(aborted, invalid, prediction(sampled, clock.boundUs())));
    record = record.withReasons(restarts(atEnd));
    Validity validity = Validity.check(settings.validity(), record);
    record = record.invalidBecause(validity.invalid()).withReasons(validity.notices());
    record = record.withReasons(noProbes(probesLost));
    List<Objective> objectives = Objectives.check(settings.objectives(), record);
    if (!aborted) {
      record =
          record.withReasons(
              objectives.stream()
                  .filter(objective -> !objective.met())
                  .map(Objective::missedInWords)
                  .toList());
    }
    write(record);
    console.closing(record, objectives, folder);
    return objectives;
  }

  private EmptyRatePrediction prediction(RunSampler.Sampled sampled, Long clockBoundMicros) {
    return books.predict(
        settings.hold(),
        settings.rearm(),
        RunDelays.of(books, sampled, settings.rearm(), clockBoundMicros));
  }

  /** Why there is no lag as probes see it, or why it may not be that of the users. */
  private List<String> noProbes(Optional<String> lost) {
    List<String> reasons = new ArrayList<>();
    lost.map(
            why ->
                "no account of the probes, so nothing tells the injector's delay from the server's: "
                    + why)
        .ifPresent(reasons::add);
    if (probes != null && probeRequest != null) {
      reasons.addAll(probeRequest.unlikeUsers());
    }
    return reasons;
  }

  private RunDescription facts(RunRecord.Clock clock) {
    ServerStats atStart = target.atStart();
    return new RunDescription(
        folder.path().getFileName().toString(),
        settings.label(),
        simulation,
        settings.resolved(),
        new RunRecord.Target(
            target.poll().toString(),
            target.isBundled(),
            settings.dialect().name(),
            atStart == null ? null : atStart.version()),
        EnvironmentFacts.collect(gatlingVersion),
        settings.users(),
        clock,
        atStart == null ? null : atStart.rssBytes());
  }

  private RunRecord.Clock clock(ClockOffset offsetAtEnd, List<String> invalid) {
    if (offsetAtStart == null) {
      return new RunRecord.Clock(null, null);
    }
    if (offsetAtEnd == null) {
      return new RunRecord.Clock(offsetAtStart.offsetUs(), offsetAtStart.boundUs());
    }
    long moved = offsetAtStart.movedUs(offsetAtEnd);
    if (moved > 0) {
      invalid.add(
          String.format(
              Locale.ROOT,
              "the clocks of target and injector moved against each other by %.3f ms during the run:"
                  + " lag is wrong by as much; keep both on time, or measure again",
              moved / 1e3));
    }
    ClockOffset both = offsetAtStart.until(offsetAtEnd);
    return new RunRecord.Clock(both.offsetUs(), both.boundUs());
  }

  /** A server that restarts forgets its events: that explains gaps and failures alike. */
  private List<String> restarts(ServerStats atEnd) {
    Set<String> later = new LinkedHashSet<>(books.laterEpochs());
    String first = target.atStart() == null ? "unknown" : target.atStart().epoch();
    if (atEnd != null && target.atStart() != null) {
      later.add(atEnd.epoch());
    }
    later.remove(first);
    later.remove(null);
    return later.isEmpty()
        ? List.of()
        : List.of(
            "the server restarted during the run: its epoch was "
                + first
                + ", then "
                + String.join(", ", later));
  }

  /**
   * The bundled server counts the same polls from its side, and the probes' with them. Where none
   * failed on the way, the two must agree to the unit.
   */
  private Optional<String> disagreement(ServerStats atEnd) {
    RunBooks.Totals ours = books.totals();
    RunRecord.Probes theirs = books.probes().report();
    boolean probesUnknown = probes != null && (theirs == null || theirs.failures() > 0);
    if (!target.isBundled() || atEnd == null || ours.failures() > 0 || probesUnknown) {
      return Optional.empty();
    }
    if (theirs == null) {
      theirs = new RunRecord.Probes(0, 0, 0, 0, 0, Map.of(), 0, null, null, null, null, null);
    }
    ServerStats before = target.atStart();
    List<String> apart = new ArrayList<>();
    compare("polls", ours.started(), atEnd.polls() - before.polls() - theirs.started(), apart);
    compare(
        "delivered",
        ours.delivered(),
        atEnd.delivered() - before.delivered() - theirs.delivered(),
        apart);
    compare("empty", ours.empty(), atEnd.empty() - before.empty() - theirs.empty(), apart);
    compare("gap", ours.gap(), atEnd.gap() - before.gap() - theirs.gap(), apart);
    compare("cut", ours.cut(), atEnd.aborted() - before.aborted() - theirs.cut(), apart);
    return apart.isEmpty()
        ? Optional.empty()
        : Optional.of("users and server counted differently: " + String.join(", ", apart));
  }

  private static void compare(String what, long ours, long servers, List<String> apart) {
    if (ours != servers) {
      apart.add(what + " " + ours + " against the server's " + servers);
    }
  }

  private void write(RunRecord record) {
    try {
      RunRecords.write(record, folder.runJson());
      RecordAnnouncement.announce(folder, System.getenv());
    } catch (IOException e) {
      LOG.error("the record could not be written to {}, or announced", folder.runJson(), e);
    }
    for (Reporter reporter : Reporters.all()) {
      try {
        reporter.write(folder);
      } catch (IOException | RuntimeException e) {
        LOG.error("the {} report could not be written", reporter.name(), e);
      }
    }
    Path runs = folder.path().getParent();
    if (!runs.endsWith("runs")) {
      // Somebody else's results folder, in which we have no list to keep.
      return;
    }
    try {
      IndexPage.write(runs.getParent());
    } catch (IOException | RuntimeException e) {
      LOG.error("the list of runs could not be written", e);
    }
  }
}
