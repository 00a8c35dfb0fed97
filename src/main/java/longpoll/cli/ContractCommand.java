package longpoll.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import longpoll.api.ApiDefinitions;
import longpoll.compare.ExitCode;
import longpoll.contract.ContractCheck;
import longpoll.contract.ContractSubject;
import longpoll.dialect.Dialect;
import longpoll.dialect.Dialects;
import longpoll.export.FindingFiles;
import longpoll.finding.FindingReport;
import longpoll.report.FindingSummary;
import longpoll.settings.Settings;
import longpoll.settings.SettingsException;
import longpoll.target.TargetException;
import longpoll.text.HttpUrl;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longpoll contract}: whether a long-poll API does what it promises. */
@Command(
    name = "contract",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Judges a long-poll API by a few dozen polls: statuses, holds, bodies, events between polls,"
          + " keep-alive, caches. Takes two to four hold limits.",
      "Exit code 0 when nothing failed, 3 when something did."
    },
    footer = {
      "",
      "Examples:",
      "  longpoll contract http://127.0.0.1:8000/poll --hold 30s",
      "  longpoll contract --api api.json --out contract",
      "  longpoll contract http://127.0.0.1:8080/sub/c1 --dialect nchan --hold 10s"
    })
final class ContractCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Which which;

  /** What is judged. */
  static final class Which {
    @Parameters(index = "0", paramLabel = "URL", description = "Where the API is polled.")
    private String url;

    @Option(
        names = "--api",
        paramLabel = "FILE",
        description =
            "An API definition: URL, method, hold limit and statuses come from it. Each long poll in"
                + " it is judged.")
    private Path api;
  }

  @Option(
      names = "--dialect",
      paramLabel = "D",
      description =
          "The protocol, by name or file [the definition's; else native where the first answer has"
              + " Poll-Next, or article].")
  private String dialect;

  @Option(
      names = "--hold",
      paramLabel = "TIME",
      converter = AbCommand.TimeConverter.class,
      description =
          "How long a poll is held [the definition's; else 5s where polls ask for it, or 30s"
              + " assumed].")
  private Duration hold;

  @Option(
      names = "--channel",
      paramLabel = "C",
      defaultValue = "c0",
      description = "The channel to wait on, where the dialect file names one [${DEFAULT-VALUE}].")
  private String channel;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write contract.html, contract.json and contract.xml (JUnit) there.")
  private Path out;

  @Mixin private TlsOptions tls;

  @Override
  public Integer call() throws IOException, InterruptedException {
    tls.check();
    Folders.checkOut(out);
    Settings.Tls trusted = tls.settings();
    PrintWriter console = spec.commandLine().getOut();
    FindingReport report;
    try {
      List<ContractSubject> subjects = which.api == null ? List.of(ofUrl()) : ofApi();
      report =
          new ContractCheck(
                  trusted,
                  line -> {
                    console.println(line);
                    console.flush();
                  })
              .check(which.api == null ? which.url : which.api.toString(), subjects);
    } catch (IllegalArgumentException | TargetException e) {
      return refused(e.getMessage());
    } catch (SettingsException e) {
      throw new UsageException("--trust-store: " + e.getMessage());
    }
    console.println();
    FindingSummary.print(report, console);
    if (out != null) {
      FindingFiles.write(report, out);
    }
    return report.failed() ? ExitCode.REGRESSION : ExitCode.FINE;
  }

  /** One message, and nothing that looks like a result. */
  private int refused(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + message);
    return ExitCode.REGRESSION;
  }

  private ContractSubject ofUrl() {
    URI url = HttpUrl.parse(which.url);
    HttpUrl.problem(url)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("URL: " + problem);
            });
    Dialect named = named();
    String path = named == null ? "/poll" : named.defaultPath();
    boolean bare = url.getRawPath() == null || url.getRawPath().isEmpty();
    URI polled = bare && url.getRawQuery() == null ? url.resolve(path) : url;
    return ContractSubject.of(
        polled, named, "--dialect", channel(named), checked(named, hold), "--hold");
  }

  private List<ContractSubject> ofApi() {
    ApiDefinitions definitions = ApiDefinitions.read(which.api);
    PrintWriter err = spec.commandLine().getErr();
    definitions.notices().forEach(notice -> err.println("longpoll contract: " + notice));
    Dialect named = named();
    List<ContractSubject> subjects = new ArrayList<>();
    definitions
        .apis()
        .forEach(
            api ->
                subjects.add(
                    ContractSubject.of(
                            api, named, "--dialect", channel(named), checked(named, hold), "--hold")
                        .among(definitions.apis())));
    return subjects;
  }

  private Dialect named() {
    try {
      return dialect == null ? null : Dialects.named(dialect, System.getenv());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private String channel(Dialect named) {
    return named != null && !named.isSpokenByBundledServer() && named.namesChannels()
        ? channel
        : "";
  }

  private static Duration checked(Dialect named, Duration hold) {
    if (hold == null) {
      return null;
    }
    String problem = named == null ? null : named.holdProblem(hold);
    if (problem != null) {
      throw new UsageException("--hold: " + problem);
    }
    if (hold.toMillis() < 1 || hold.compareTo(ContractSubject.LONGEST_HOLD) > 0) {
      throw new UsageException(
          "--hold is "
              + hold.toMillis()
              + " ms: 1 ms to "
              + ContractSubject.LONGEST_HOLD.toMinutes()
              + " min is expected");
    }
    return hold;
  }
}
