package longpoll.gatling;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import longpoll.measure.ClockOffset;
import longpoll.measure.EnvironmentFacts;
import longpoll.measure.ErrorCollector;
import longpoll.measure.Objectives;
import longpoll.measure.RecordAssembler;
import longpoll.measure.RunDelays;
import longpoll.measure.RunDescription;
import longpoll.measure.RunLedger;
import longpoll.measure.RunSampler;
import longpoll.measure.Validity;
import longpoll.prediction.EmptyRatePrediction;
import longpoll.record.RecordAnnouncement;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.record.RunRecords;
import longpoll.report.Console;
import longpoll.report.IndexPage;
import longpoll.report.Reporter;
import longpoll.report.Reporters;
import longpoll.settings.Settings;
import longpoll.target.ServerStats;
import longpoll.text.Excerpt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the ledger of a run: the last readings, the record, the objectives, the reports. Each part
 * is run by itself, and what one of them throws becomes a reason: it costs neither the others nor
 * the record.
 *
 * @param offsetAtStart null where the target's clock is unknown
 * @param probes null where there are none
 * @param probeRequest null where no user came to poll
 * @param errors collects what the parts throw
 */
record RunClosing(
    Settings settings,
    String simulation,
    String gatlingVersion,
    OpenTarget target,
    ClockOffset offsetAtStart,
    RunLedger ledger,
    RunSampler sampler,
    ProbeProcess probes,
    ProbeRequest probeRequest,
    Console console,
    RunFolder folder,
    ErrorCollector errors) {
  private static final Logger LOG = LoggerFactory.getLogger(RunClosing.class);

  /** Characters of an epoch that are shown. */
  private static final int LONGEST_EPOCH = 64;

  /**
   * What the run measured and what speaks against it, before its objectives.
   *
   * @param end what the server says of itself at the end, or null
   */
  private record Readings(
      RunSampler.Sampled sampled, ServerStats end, RunRecord.Clock clock, List<String> invalid) {}

  /**
   * @return the objectives as the record has them; the last one is not met where a part of the
   *     closing failed
   */
  List<Objective> close(boolean aborted) {
    if (aborted) {
      errors.run("the freezing of the ledger", ledger::freeze);
    }
    Optional<String> probesLost =
        probes == null
            ? Optional.empty()
            : errors.get("the end of the probes", Optional.empty(), () -> probes.end(aborted));
    Readings readings = readings(aborted);
    RunRecord figures = figures(aborted, readings);
    Validity validity =
        errors.get(
            "validity",
            new Validity(List.of(), List.of()),
            () -> Validity.check(settings.validity(), figures));
    RunRecord unjudged =
        figures
            .invalidBecause(validity.invalid())
            .withReasons(validity.notices())
            .withReasons(noProbes(probesLost));
    RunRecord record = judged(unjudged);
    int before = errors.problems().size();
    write(record);
    aside("the announcement", () -> RecordAnnouncement.announce(folder, System.getenv()));
    report();
    if (errors.problems().size() > before) {
      // A file failed: the record says so, and the reports that can be written show it.
      record = judged(unjudged);
      write(record);
      report();
    }
    listAndPrint(record);
    return record.objectives();
  }

  private Readings readings(boolean aborted) {
    List<String> invalid = new ArrayList<>();
    RunSampler.Sampled sampled =
        errors.get("the sampler", RunSampler.Sampled.NONE, () -> sampler.close(folder, errors));
    ServerStats end = errors.get("the server's last counts", null, target::stats);
    ClockOffset offsetAtEnd =
        offsetAtStart == null
            ? null
            : errors.get("the clocks at the end", null, target::clockOffset);
    errors.run("the end of the target", target::close);
    if (sampled.writeFailure() != null) {
      invalid.add(withoutFolder("some files of the run are not whole: " + sampled.writeFailure()));
    }
    if (!aborted) {
      Optional<String> apart =
          errors.get(
              "the comparison with the server's counts", Optional.empty(), () -> disagreement(end));
      apart.ifPresent(invalid::add);
    }
    Optional<String> doubt =
        errors.get(
            "the look for deliveries that are none", Optional.empty(), ledger::doubtOfDeliveries);
    doubt.ifPresent(invalid::add);
    RunRecord.Clock clock =
        errors.get(
            "the comparison of the clocks", clockAtStart(), () -> clock(offsetAtEnd, invalid));
    return new Readings(sampled, end, clock, invalid);
  }

  private RunRecord figures(boolean aborted, Readings readings) {
    EmptyRatePrediction prediction = errors.get("the prediction", null, () -> prediction(readings));
    return new RecordAssembler(ledger, facts(readings.clock()), readings.sampled(), errors)
        .assemble(new RunDescription.Ending(aborted, readings.invalid(), prediction))
        .withReasons(
            errors.get("the look for restarts", List.of(), () -> restarts(readings.end())));
  }

  /** With all that failed so far among the reasons. */
  private RunRecord judged(RunRecord unjudged) {
    List<Objective> objectives = Objectives.check(settings.objectives(), unjudged, errors);
    return unjudged
        .invalidBecause(errors.problems().stream().map(this::withoutFolder).toList())
        .judgedBy(objectives);
  }

  /** A record may be shown to strangers, who need not know where it was made. */
  private String withoutFolder(String problem) {
    return problem.replace(folder.path() + File.separator, "");
  }

  private EmptyRatePrediction prediction(Readings readings) {
    return ledger.predict(
        settings.hold(),
        settings.rearm(),
        RunDelays.of(ledger, readings.sampled(), readings.clock().boundUs()));
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
        errors.get("settings", Map.of(), settings::resolved),
        new RunRecord.Target(
            target.poll().toString(),
            target.isBundled(),
            settings.dialect().name(),
            atStart == null ? null : atStart.version()),
        errors.get("environment", null, () -> EnvironmentFacts.collect(gatlingVersion)),
        settings.users(),
        settings.hold(),
        settings.rearm(),
        clock,
        atStart == null ? null : atStart.rssBytes());
  }

  private RunRecord.Clock clockAtStart() {
    return offsetAtStart == null
        ? new RunRecord.Clock(null, null)
        : new RunRecord.Clock(offsetAtStart.offsetUs(), offsetAtStart.boundUs());
  }

  private RunRecord.Clock clock(ClockOffset offsetAtEnd, List<String> invalid) {
    if (offsetAtStart == null || offsetAtEnd == null) {
      return clockAtStart();
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
    Set<String> later = new LinkedHashSet<>(ledger.laterEpochs());
    String known = target.atStart() == null ? null : target.atStart().epoch();
    String first = known == null ? "unknown" : known;
    if (atEnd != null && target.atStart() != null) {
      later.add(atEnd.epoch());
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
   * The bundled server counts the same polls from its side, and the probes' with them. Where none
   * failed on the way, the two must agree to the unit.
   */
  private Optional<String> disagreement(ServerStats atEnd) {
    RunLedger.Totals ours = ledger.totals();
    RunRecord.Probes theirs = ledger.probes().report();
    boolean probesUnknown = probes != null && (theirs == null || theirs.failures() > 0);
    if (!target.isBundled() || atEnd == null || ours.failures() > 0 || probesUnknown) {
      return Optional.empty();
    }
    if (theirs == null) {
      theirs = new RunRecord.Probes(0, 0, 0, 0, 0, Map.of(), 0, null, null, null, null, null, null);
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
    errors.run("run.json", () -> RunRecords.write(record, folder.runJson()));
  }

  private void report() {
    for (Reporter reporter : Reporters.all()) {
      errors.run(reporter.name(), () -> reporter.write(folder));
    }
  }

  private void listAndPrint(RunRecord record) {
    Path runs = folder.path().getParent();
    // In somebody else's results folder we have no list to keep.
    if (runs.endsWith("runs")) {
      aside("the list of runs", () -> IndexPage.write(runs.getParent()));
    }
    aside("the summary", () -> console.closing(record, folder));
  }

  /** What says nothing of this run's record: if it fails, that is for the log only. */
  private static void aside(String what, ErrorCollector.Work work) {
    new ErrorCollector((part, thrown) -> LOG.error("{} failed", part, thrown)).run(what, work);
  }
}
