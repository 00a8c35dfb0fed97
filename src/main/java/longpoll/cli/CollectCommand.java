package longpoll.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import longpoll.collect.CollectToken;
import longpoll.collect.Collector;
import longpoll.compare.ExitCode;
import longpoll.settings.LoadShare;
import longpoll.settings.Units;
import longpoll.text.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code longpoll collect}: takes the run folders of several injectors. What goes on is told on the
 * error output.
 */
@Command(
    name = "collect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Waits for several injectors of one load: lets them start together (GET /barrier), and takes",
      "the run folder of each (PUT /runs/I, which longpoll upload does). Ends when all have come,",
      "or at its deadline with who is missing.",
      "",
      "The environment variable LONGPOLL_TOKEN has the secret that whoever sends a run must know."
    },
    footer = {
      "",
      "Example:",
      "  longpoll collect --of 3 --out shards --deadline 30m; longpoll merge shards --out all",
      "",
      "Exit codes: 0 all have come, 1 it cannot listen or write, 2 usage, 3 some are missing,",
      "143 when it was ended."
    })
final class CollectCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;
  private static final long LARGEST_UPLOAD = 1L << 36;
  private static final int MOST_FILES = 60_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--of",
      paramLabel = "N",
      required = true,
      description = "How many injectors there are.")
  private int shards;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where their run folders are put, as shard-0 and so on.")
  private Path out;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8080",
      description = "Where to listen [${DEFAULT-VALUE}]; 0 for any free port.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "H",
      defaultValue = "0.0.0.0",
      description = "The address to listen on [${DEFAULT-VALUE}].")
  private String host;

  @Option(
      names = "--start-deadline",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = AbCommand.TimeConverter.class,
      description =
          "How long the first injector that comes waits for the others [${DEFAULT-VALUE}].")
  private Duration startDeadline;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      defaultValue = "2h",
      converter = AbCommand.TimeConverter.class,
      description = "How long to wait for all runs [${DEFAULT-VALUE}].")
  private Duration deadline;

  @Option(
      names = "--max-upload",
      paramLabel = "SIZE",
      defaultValue = "256MB",
      converter = SizeConverter.class,
      description =
          "How large an archive of a run may be [${DEFAULT-VALUE}]; its files may have eight times"
              + " as much.")
  private long maxUpload;

  @Option(
      names = "--max-files",
      paramLabel = "N",
      defaultValue = "2000",
      description = "How many files and folders may be in it [${DEFAULT-VALUE}].")
  private int maxFiles;

  Map<String, String> environment = System.getenv();

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkOptions();
    CollectToken token = token(environment);
    boolean all;
    try (Collector collector = collector(token)) {
      Thread stop = new Thread(() -> interrupted(collector), "collect-stop");
      Runtime.getRuntime().addShutdownHook(stop);
      say(
          String.format(
              "longpoll collect: listens on %s:%d for %d shards, for %s",
              host, collector.port(), shards, Numbers.duration(deadline.toMillis())));
      try {
        all = collector.await(deadline);
      } finally {
        unhook(stop);
      }
      collector.noStart().ifPresent(reason -> say("longpoll collect: no start: " + reason));
      say(came(collector));
    }
    return all ? ExitCode.FINE : ExitCode.REGRESSION;
  }

  private String came(Collector collector) {
    List<Integer> missing = collector.missing();
    return String.format(
        "%d of %d shards are in %s%s",
        shards - missing.size(),
        shards,
        out,
        missing.isEmpty() ? "" : "; missing: " + Collector.numbers(missing));
  }

  private void interrupted(Collector collector) {
    collector.close();
    say("longpoll collect: interrupted; " + came(collector));
  }

  private static void unhook(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      // It runs already, which is what it is there for.
    }
  }

  private Collector collector(CollectToken token) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UsageException("--host " + host + ": no such address");
    }
    try {
      return new Collector(
          new Collector.Plan(shards, out, startDeadline, maxUpload, maxFiles),
          address,
          token,
          this::say);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--out " + out + ": " + e.getMessage());
    }
  }

  private void checkOptions() {
    require("--of", shards, 1, LoadShare.MOST_SHARDS);
    require("--port", port, 0, HIGHEST_PORT);
    require("--max-upload", maxUpload, 1, LARGEST_UPLOAD);
    require("--max-files", maxFiles, 1, MOST_FILES);
    requirePositive("--deadline", deadline);
    requirePositive("--start-deadline", startDeadline);
    Folders.checkOut(out);
  }

  private static void require(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new UsageException(
          option + " is " + value + ": " + least + " to " + most + " is expected");
    }
  }

  static void requirePositive(String option, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new UsageException(option + " is " + time.toMillis() + " ms: it must be positive");
    }
  }

  /** What an environment has; for {@code upload} too. */
  static CollectToken token(Map<String, String> environment) {
    try {
      return CollectToken.of(environment);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    synchronized (err) {
      err.println(line);
      err.flush();
    }
  }

  /** A size with its unit, as in the settings. */
  static final class SizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return Units.parseBytes(text);
    }
  }
}
