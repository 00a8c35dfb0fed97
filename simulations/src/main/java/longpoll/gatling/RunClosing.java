package longpoll.gatling;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import longpoll.api.LongPollApi;
import longpoll.host.EnvironmentFacts;
import longpoll.measure.ErrorCollector;
import longpoll.measure.RunDescription;
import longpoll.measure.RunLedger;
import longpoll.measure.RunSampler;
import longpoll.measure.RunSnapshot;
import longpoll.measure.RunSnapshots;
import longpoll.measure.Shard;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.report.Console;
import longpoll.result.RecordMaker;
import longpoll.settings.Settings;
import longpoll.target.ClockOffset;
import longpoll.target.ServerStats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the ledger of a run: takes the last readings and a snapshot, has the record made of it,
 * and writes record and reports. Each part is run by itself, and what one of them throws becomes a
 * reason: it costs neither the others nor the record.
 *
 * @param endOfTarget ends what the run has started to be polled
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
    Runnable endOfTarget,
    ClockOffset offsetAtStart,
    RunLedger ledger,
    RunSampler sampler,
    ProbeProcess probes,
    ProbeRequest probeRequest,
    Console console,
    RunFolder folder,
    ErrorCollector errors) {
  private static final Logger LOG = LoggerFactory.getLogger(RunClosing.class);

  /**
   * @return the objectives as the record has them; the last one is not met where a part of the
   *     closing failed
   */
  List<Objective> close(boolean aborted) {
    if (aborted) {
      errors.run("the freezing of the ledger", ledger::freeze);
    }
    RunSnapshot run = snapshot(aborted);
    if (!settings.shard().coversAll()) {
      errors.run(
          folder.shard().getFileName().toString(), () -> RunSnapshots.write(run, folder.shard()));
    }
    RecordMaker maker = new RecordMaker(run, errors);
    RunPages pages = new RunPages(folder, console, errors);
    return settings.injectors() > 1
        ? pages.writeRecord(made(maker)).objectives()
        : pages.write(() -> made(maker)).objectives();
  }

  private RunRecord made(RecordMaker maker) {
    return maker.record(settings.validity(), settings.objectives(), this::withoutFolder);
  }

  /** The last readings, and with them all that the run measured. Probes end before the sampler. */
  private RunSnapshot snapshot(boolean aborted) {
    Shard.Probes probed = probes == null ? null : endOfProbes(aborted);
    // What follows takes seconds on a busy machine, of which the series has no rows.
    Shard.Timing timing = ledger.timing();
    RunSampler.Sampled sampled =
        errors.get("the sampler", RunSampler.Sampled.NONE, () -> sampler.close(folder, errors));
    ServerStats end = errors.get("the server's last counts", null, target::stats);
    ServerStats publisherAtEnd =
        errors.get("the publisher's last counts", null, target::publisherStats);
    ClockOffset offsetAtEnd =
        offsetAtStart == null
            ? null
            : errors.get("the clocks at the end", null, target::clockOffset);
    Shard shard =
        new Shard(
            settings.shard().shard(),
            description(),
            timing,
            aborted,
            sampled.injector(),
            sampled.server(),
            target.atStart(),
            end,
            target.publisherAtStart(),
            publisherAtEnd,
            offsetAtStart,
            offsetAtEnd,
            probed,
            sampled.seriesRows(),
            sampled.writeFailure() == null
                ? null
                : withoutFolder(sampled.writeFailure().toString()),
            errors.problems().stream().map(this::withoutFolder).toList());
    RunSnapshot run = ledger.snapshot(sampled, shard, errors);
    errors.run("the end of the target", endOfTarget::run);
    return run;
  }

  private Shard.Probes endOfProbes(boolean aborted) {
    Optional<String> lost =
        errors.get("the end of the probes", Optional.empty(), () -> probes.end(aborted));
    return new Shard.Probes(
        settings.probeCount(),
        ledger.probes().account(),
        lost.orElse(null),
        probeRequest == null ? List.of() : probeRequest.unlikeUsers());
  }

  private RunDescription description() {
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
        settings.definition().map(this::api).orElse(null),
        errors.get("environment", null, () -> EnvironmentFacts.collect(gatlingVersion)),
        settings.shard(),
        settings.ownUsers(),
        settings.users(),
        settings.hold(),
        settings.rearm());
  }

  private RunRecord.Api api(LongPollApi api) {
    return new RunRecord.Api(
        api.name(),
        api.method(),
        settings.speaksAsDefined() ? List.copyOf(api.responses().keySet()) : null);
  }

  /** A record may be shown to strangers, who need not know where it was made. */
  private String withoutFolder(String problem) {
    return problem.replace(folder.path() + File.separator, "");
  }
}
