package longpoll.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import longpoll.api.LongPollApi;
import longpoll.contract.ContractCheck;
import longpoll.contract.ContractSubject;
import longpoll.export.FindingFiles;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Verdict;
import longpoll.finding.FindingReport;
import longpoll.record.RunFolder;
import longpoll.report.FindingSummary;
import longpoll.server.schedule.ScheduleKind;
import longpoll.settings.Channels;
import longpoll.settings.Settings;
import longpoll.settings.SettingsException;
import longpoll.settings.SettingsLoader;
import longpoll.target.TargetException;

/**
 * The contract check as a simulation: one user, who waits for the check and logs a row for each
 * finding, so that assertions fail the build. Its files lie in the run's folder. Settings are those
 * of any run; what concerns load is ignored.
 */
public final class ContractRun {
  private final Settings settings;
  private final BundledServer bundled;
  private final long openedMillis = System.currentTimeMillis();

  private ContractRun(Settings settings, BundledServer bundled) {
    this.settings = settings;
    this.bundled = bundled;
  }

  /** Reads the settings, and starts the bundled server where there is no target. */
  public static ContractRun open(Simulation simulation) {
    ParentWatch.start();
    try {
      Settings settings =
          new SettingsLoader(Path.of(""), ScheduleKind.names()).load(System.getProperties());
      BundledServer bundled = settings.bundled() ? BundledServer.start(settings) : null;
      return new ContractRun(settings, bundled);
    } catch (SettingsException | TargetException e) {
      LongPollRun.cannotStart(e);
      throw e;
    }
  }

  /** One user, who makes the check. */
  public PopulationBuilder population() {
    return scenario("contract")
        .exec(
            new WorkActionBuilder(
                this::check,
                e -> new WorkActionBuilder.Row("contract: check is complete", e.toString())))
        .injectOpen(atOnceUsers(1));
  }

  /** No finding may fail. */
  public Assertion assertion() {
    return global().failedRequests().count().is(0L);
  }

  private List<WorkActionBuilder.Row> check() {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    try {
      ContractSubject subject = subject();
      FindingReport report =
          new ContractCheck(trust(), out::println).check(subject.name(), List.of(subject));
      FindingSummary.print(report, out);
      RunFolder folder = RunFolders.find(settings.report().gatlingResults(), openedMillis);
      FindingFiles.write(report, folder.path());
      return rows(report);
    } catch (SettingsException | TargetException e) {
      LongPollRun.cannotStart(e);
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    } finally {
      if (bundled != null) {
        bundled.close();
      }
    }
  }

  private Settings.Tls trust() {
    return bundled == null ? settings.tls() : bundled.tls();
  }

  private ContractSubject subject() {
    URI poll = settings.target().orElseGet(() -> bundled.poll());
    Optional<LongPollApi> definition = settings.definition();
    boolean defined = settings.speaksAsDefined();
    return new ContractSubject(
            definition.map(LongPollApi::title).orElse(poll.toString()),
            poll,
            definition.map(LongPollApi::method).orElse("GET"),
            settings.dialect(),
            defined ? "the API definition" : "the setting dialect",
            settings.dialect().isSpokenByBundledServer()
                ? ""
                : Channels.nameFor(0, settings.channels()),
            settings.hold(),
            defined ? "the API definition" : "the setting hold",
            new TreeSet<>(defined ? definition.orElseThrow().responses().keySet() : List.of()),
            "the API definition",
            new TreeSet<>())
        .among(settings.api().apis());
  }

  private static List<WorkActionBuilder.Row> rows(FindingReport report) {
    List<WorkActionBuilder.Row> rows = new ArrayList<>();
    for (FindingReport.Section section : report.sections()) {
      for (Finding finding : section.findings()) {
        boolean unknown = finding.verdict() == Verdict.UNKNOWN;
        rows.add(
            new WorkActionBuilder.Row(
                "contract: " + finding.id() + (unknown ? " (cannot be told)" : ""),
                finding.verdict() == Verdict.FAIL ? finding.found() : null));
      }
    }
    return rows;
  }
}
