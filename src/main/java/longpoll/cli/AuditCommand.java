package longpoll.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import longpoll.api.ApiDefinitions;
import longpoll.api.ApiException;
import longpoll.api.LongPollApi;
import longpoll.audit.Audit;
import longpoll.audit.AuditException;
import longpoll.audit.AuditPlan;
import longpoll.compare.ExitCode;
import longpoll.dialect.Dialect;
import longpoll.dialect.Dialects;
import longpoll.export.FindingFiles;
import longpoll.finding.FindingReport;
import longpoll.report.FindingSummary;
import longpoll.settings.Settings;
import longpoll.settings.SettingsException;
import longpoll.settings.TargetUrl;
import longpoll.target.TargetClient;
import longpoll.target.TargetException;
import longpoll.text.HttpUrl;
import longpoll.transport.SingleRequests;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code longpoll audit}: what a gateway does to long polls. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Polls a server directly and through a gateway, side by side for a little over two holds, and"
          + " says what the gateway does: polls cut and after how long, polls refused or left"
          + " waiting, connections not kept, answers held back, lag added, answers changed.",
      "Exit code 0 when nothing fails; 3 when something does, or the two cannot be compared."
    },
    footer = {
      "",
      "Examples:",
      "  longpoll audit --direct http://10.0.0.5:8000/poll --via https://api.example.com/poll",
      "  longpoll audit --direct http://10.0.0.5:8000/poll --via https://api.example.com/poll \\",
      "    --api api.json --out audit"
    })
final class AuditCommand implements Callable<Integer> {
  private static final int MOST_POLLS = 10_000;
  private static final Duration SHORTEST_HOLD = Duration.ofMillis(10);
  private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);
  private static final Duration USUAL_HOLD = Duration.ofSeconds(30);
  private static final Duration STATS_LIMIT = Duration.ofSeconds(2);

  @Spec private CommandSpec spec;

  @Option(
      names = "--direct",
      paramLabel = "URL",
      required = true,
      description = "The poll endpoint, without the gateway.")
  private String direct;

  @Option(
      names = "--via",
      paramLabel = "URL",
      required = true,
      description = "The same endpoint through the gateway.")
  private String via;

  @Option(
      names = "--api",
      paramLabel = "FILE",
      description = "A definition of the API: says method, hold limit and statuses.")
  private Path api;

  @Option(
      names = "--dialect",
      paramLabel = "D",
      description =
          "The protocol: a name or a dialect file [native where the server speaks it, or bare"
              + " polls].")
  private String dialect;

  @Option(
      names = "--channel",
      paramLabel = "C",
      description = "The channel to wait on [all, or c0 with a dialect file that needs one].")
  private String channel;

  @Option(
      names = "--hold",
      paramLabel = "TIME",
      converter = AbCommand.TimeConverter.class,
      description =
          "How long a poll is to be held, or how long the server holds it [as the definition or the"
              + " server says, or 30s].")
  private Duration hold;

  @Option(
      names = "--polls",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many are held side by side, on each of the two [${DEFAULT-VALUE}].")
  private int polls;

  @Option(
      names = "--max-lag",
      paramLabel = "TIME",
      defaultValue = "100ms",
      converter = AbCommand.TimeConverter.class,
      description = "How much later than direct half of the events may come [${DEFAULT-VALUE}].")
  private Duration mostLag;

  @Option(
      names = "--pieces",
      paramLabel = "PATH",
      description =
          "A path whose answer comes in pieces, to find out about buffering; relative to both"
              + " URLs [a poll with heartbeats, where the server knows them].")
  private String pieces;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write audit.html, audit.json and audit.xml (JUnit) there.")
  private Path out;

  @Mixin private TlsOptions tls;

  @Override
  public Integer call() throws IOException {
    checkOptions();
    try {
      FindingReport report = audit();
      FindingSummary.print(report, spec.commandLine().getOut());
      if (out != null) {
        FindingFiles.write(report, out);
        spec.commandLine().getOut().println("written to " + out);
      }
      return report.failed() ? ExitCode.REGRESSION : ExitCode.FINE;
    } catch (AuditException | ApiException e) {
      return refused(e.getMessage());
    } catch (SettingsException e) {
      throw new UsageException("--trust-store: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("interrupted");
    }
  }

  private void checkOptions() {
    if (polls < 1 || polls > MOST_POLLS) {
      throw new UsageException("--polls is " + polls + ": 1 to " + MOST_POLLS + " is expected");
    }
    if (hold != null && (hold.compareTo(SHORTEST_HOLD) < 0 || hold.compareTo(LONGEST_HOLD) > 0)) {
      throw new UsageException("--hold is " + hold.toMillis() + " ms: 10ms to 10m is expected");
    }
    if (mostLag.isNegative()) {
      throw new UsageException(
          "--max-lag is " + mostLag.toMillis() + " ms: 0s or more is expected");
    }
    if (pieces != null) {
      try {
        new URI(pieces);
      } catch (URISyntaxException e) {
        throw new UsageException("--pieces: '" + pieces + "' is no path: " + e.getReason());
      }
    }
    Folders.checkOut(out);
    tls.check();
  }

  /** One message, and nothing that looks like a result. */
  private int refused(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + message);
    return ExitCode.REGRESSION;
  }

  private FindingReport audit() throws InterruptedException {
    URI one = url("--direct", direct);
    URI other = url("--via", via);
    Settings.Tls trusted = tls.settings();
    if (api != null) {
      ApiDefinitions definitions = ApiDefinitions.read(api);
      PrintWriter err = spec.commandLine().getErr();
      definitions.notices().forEach(notice -> err.println("longpoll audit: " + notice));
      LongPollApi definition =
          definitions.apis().stream()
              .filter(each -> Objects.equals(each.url().getRawPath(), one.getRawPath()))
              .findFirst()
              .orElseGet(() -> definitions.choose(""));
      definitions
          .meantInWords(definition)
          .ifPresent(line -> err.println("longpoll audit: " + line));
      Duration limit = hold == null ? definition.holdLimit() : hold;
      Dialect spoken = dialect == null ? definition.dialect() : named(dialect);
      return run(plan(one, other, spoken, limit, trusted));
    }
    if (dialect != null) {
      Dialect chosen = named(dialect);
      return run(plan(one, other, chosen, holdOf(chosen, one, trusted), trusted));
    }
    Dialect own = named("native");
    AuditPlan plan = plan(one, other, own, holdOf(own, one, trusted), trusted);
    if (!Audit.isSpoken(plan)) {
      plan = plan(one, other, named("article"), hold == null ? USUAL_HOLD : hold, trusted);
    }
    return run(plan);
  }

  private static Dialect named(String name) {
    try {
      return Dialects.named(name, System.getenv());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--dialect: " + e.getMessage());
    }
  }

  private AuditPlan plan(URI one, URI other, Dialect chosen, Duration limit, Settings.Tls tls) {
    String problem = chosen.holdProblem(limit);
    if (problem != null) {
      throw new UsageException("--hold is " + limit.toMillis() + " ms: " + problem);
    }
    boolean needsChannel = chosen.namesChannels() && !chosen.isSpokenByBundledServer();
    String channels = channel != null ? channel : needsChannel ? "c0" : "";
    return new AuditPlan(
        TargetUrl.withPath(one, chosen.defaultPath()),
        TargetUrl.withPath(other, chosen.defaultPath()),
        chosen,
        channels,
        limit,
        polls,
        pieces,
        mostLag,
        tls);
  }

  /** What the server itself says, where it does. */
  private Duration holdOf(Dialect chosen, URI target, Settings.Tls tls) {
    if (hold != null || !chosen.name().equals("native")) {
      return hold == null ? USUAL_HOLD : hold;
    }
    Settings.Body body = new Settings.Body(1 << 20, 0.1);
    try (SingleRequests requests = new SingleRequests(target, tls, body)) {
      URI poll = TargetUrl.withPath(target, chosen.defaultPath());
      Double seconds = new TargetClient(requests, poll, STATS_LIMIT).stats().hold();
      boolean usable = seconds != null && seconds >= 0.01 && seconds <= 3600;
      return usable ? Duration.ofMillis(Math.round(seconds * 1000)) : USUAL_HOLD;
    } catch (TargetException e) {
      return USUAL_HOLD;
    }
  }

  private FindingReport run(AuditPlan plan) throws InterruptedException {
    Audit audit = new Audit(plan);
    audit.check();
    PrintWriter progress = spec.commandLine().getErr();
    progress.println(
        "polls both for "
            + (plan.duration().toMillis() + 999) / 1000
            + " s, "
            + plan.polls()
            + " side by side on each, hold "
            + plan.hold().toMillis()
            + " ms, dialect "
            + plan.dialect().name());
    progress.flush();
    return audit.run();
  }

  private static URI url(String option, String text) {
    try {
      URI url = HttpUrl.parse(text);
      Optional<String> problem = HttpUrl.problem(url);
      if (problem.isPresent()) {
        throw new IllegalArgumentException(problem.get());
      }
      return url;
    } catch (IllegalArgumentException e) {
      throw new AuditException(option + ": " + e.getMessage());
    }
  }
}
