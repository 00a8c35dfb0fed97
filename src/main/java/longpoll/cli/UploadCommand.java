package longpoll.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import longpoll.collect.CollectToken;
import longpoll.collect.UploadException;
import longpoll.collect.Uploader;
import longpoll.compare.ExitCode;
import longpoll.measure.RunSnapshots;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecords;
import longpoll.settings.LoadShare;
import longpoll.text.HttpUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longpoll upload}: sends the run folder of one injector to a collector. */
@Command(
    name = "upload",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Sends the run folder of one of several injectors to longpoll collect, whole or interrupted.",
      "Tries again where nobody answers; to send it twice does no harm.",
      "",
      "The environment variable LONGPOLL_TOKEN has the secret that the collector was given."
    },
    footer = {
      "",
      "Examples:",
      "  touch begun; mvn gatling:test ...; longpoll upload --since begun --to http://collector:8080",
      "  longpoll upload results/runs/steadysimulation-20261127225422383 \\",
      "      --to http://collector:8080 --shard env/3",
      "",
      "Exit codes: 0 the collector has it, 1 it has not, 2 usage."
    })
final class UploadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = "results/runs",
      description = "A run folder, or a folder of them, whose newest is taken [${DEFAULT-VALUE}].")
  private Path named;

  @Option(
      names = "--to",
      paramLabel = "URL",
      required = true,
      description = "The collector, such as http://collector:8080.")
  private String to;

  @Option(
      names = "--since",
      paramLabel = "FILE",
      description =
          "Takes only a run that is newer than this file, so that nothing of an earlier load is sent"
              + " where an injector has ended before its own.")
  private Path since;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Which of N injectors made the run, in the forms of the setting shard: i/N, env/N or env"
              + " [as the run says].")
  private String shard;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "2m",
      converter = AbCommand.TimeConverter.class,
      description = "How long all tries may take together [${DEFAULT-VALUE}].")
  private Duration patience;

  Map<String, String> environment = System.getenv();

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI collector = url();
    Optional<LoadShare> given = given();
    CollectCommand.requirePositive("--patience", patience);
    CollectToken token = CollectCommand.token(environment);
    Path run = newest();
    LoadShare share = share(run, given);
    try {
      String done =
          new Uploader(collector, token, patience, this::say)
              .upload(run, share.shard(), share.shards());
      spec.commandLine().getOut().println(run + ": " + done);
      return ExitCode.FINE;
    } catch (UploadException e) {
      throw new ToolException(run + ": " + e.getMessage());
    }
  }

  private URI url() {
    try {
      URI url = HttpUrl.parse(to);
      Optional<String> problem = HttpUrl.problem(url);
      if (problem.isPresent()) {
        throw new IllegalArgumentException(problem.get());
      }
      if (url.getRawQuery() != null) {
        throw new IllegalArgumentException("no query may stand in the URL");
      }
      return url;
    } catch (IllegalArgumentException e) {
      throw new UsageException("--to: " + e.getMessage());
    }
  }

  private Optional<LoadShare> given() {
    try {
      return Optional.ofNullable(shard).map(text -> LoadShare.parse(text, environment));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--shard: " + e.getMessage());
    }
  }

  private Path newest() throws IOException {
    if (!Files.isDirectory(named)) {
      throw new ToolException(named + ": no such folder: name a run folder, or a folder of them");
    }
    if (since != null && !Files.exists(since)) {
      throw new UsageException("--since " + since + ": no such file");
    }
    try (Stream<Path> folders =
        MergeCommand.isOfARun(named) ? Stream.of(named) : Files.list(named)) {
      return folders
          .filter(MergeCommand::isOfARun)
          .filter(run -> since == null || changed(run) > changed(since))
          .max(Comparator.comparing(UploadCommand::changed))
          .orElseThrow(() -> new ToolException(named + noRun()));
    }
  }

  private String noRun() {
    return since == null ? ": no run is in it" : ": no run in it is newer than " + since;
  }

  private static long changed(Path folder) {
    return folder.toFile().lastModified();
  }

  /** What the run says, and what is said of it, must be the same. */
  private static LoadShare share(Path run, Optional<LoadShare> given) {
    Optional<LoadShare> own = own(new RunFolder(run));
    if (own.isEmpty() && given.isEmpty()) {
      throw new ToolException(run + " does not say which shard it is: say it with --shard i/N");
    }
    if (own.isPresent() && given.isPresent() && !own.equals(given)) {
      throw new UsageException(
          String.format(
              "--shard %d/%d: %s is the run of %s",
              given.get().shard(),
              given.get().shards(),
              run,
              own.get().coversAll() ? "a single injector" : "shard " + own.get()));
    }
    return own.or(() -> given).orElseThrow();
  }

  /** Empty where the run was interrupted before it could say. */
  private static Optional<LoadShare> own(RunFolder run) {
    try {
      Map<String, Object> settings = RunRecords.read(run.runJson()).settings();
      if (settings != null && settings.get("shard") instanceof String text) {
        return Optional.of(LoadShare.parse(text));
      }
    } catch (RecordException | IllegalArgumentException e) {
      // The record is written after the shard's own file.
    }
    try {
      return Optional.of(RunSnapshots.read(run.shard()).first().description().share());
    } catch (RecordException e) {
      return Optional.empty();
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
