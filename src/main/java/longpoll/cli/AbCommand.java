package longpoll.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import longpoll.ab.AbException;
import longpoll.ab.AbFolder;
import longpoll.ab.AbPlan;
import longpoll.ab.AbRunner;
import longpoll.ab.AbState;
import longpoll.ab.MadeRun;
import longpoll.ab.ShellRunner;
import longpoll.ab.Side;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparer;
import longpoll.compare.Comparison;
import longpoll.compare.ExitCode;
import longpoll.compare.Unit;
import longpoll.report.ComparisonSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code longpoll ab}: makes runs of two commands in turn, and compares them within pairs. What
 * goes on is told on the error output; the verdict is on the output.
 */
@Command(
    name = "ab",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Runs two commands in turn on this machine (A B, B A, A B ...) and compares the runs that"
            + " they make, pair by pair.",
    footer = {
      "",
      "CMD is a command line for sh that makes one run; it may begin with cd. Its exit",
      "code does not matter as long as it leaves a record: the harness appends the",
      "run's folder to the file that LONGPOLL_RECORD_FILE names.",
      "",
      "--out has ab.json (what was made so far), logs/ (what the commands printed) and",
      "comparison/ (the page, and the files for other programs). Without --out a new",
      "folder under results/ab is taken, or the newest in which the same pairs were",
      "begun and not finished: the same command started again goes on from there.",
      "",
      "Exit codes are those of compare; 1 also when a command leaves no record, 4 also",
      "when more runs than --retries allows were invalid, 130 or 143 when interrupted.",
      "",
      "Examples:",
      "  longpoll ab --pairs 8 \\",
      "      --base 'mvn -q gatling:test -Dlongpoll.profile=ci' \\",
      "      --cand 'mvn -q gatling:test -Dlongpoll.profile=ci -Dinjector.heap=4G'",
      "  longpoll ab --base 'cd ../main && mvn -q gatling:test' \\",
      "      --cand 'mvn -q gatling:test'",
      "  longpoll ab --vary users --base ./small.sh --cand ./large.sh --out out"
    })
final class AbCommand implements Callable<Integer> {
  private static final Path ALL = Path.of("results", "ab");

  /** As many as a signed-rank interval needs. */
  private static final int FEWEST_PAIRS = 6;

  @Spec private CommandSpec spec;

  @Option(
      names = "--base",
      paramLabel = "CMD",
      required = true,
      description = "Makes one run of what is compared against.")
  private String base;

  @Option(
      names = "--cand",
      paramLabel = "CMD",
      required = true,
      description = "Makes one run of what is judged.")
  private String candidate;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many pairs are made [${DEFAULT-VALUE}]; a verdict needs 6.")
  private int pairs;

  @Mixin private JudgeOptions judge;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "How many pairs in all may be made again because a run of them is invalid or aborted"
              + " [${DEFAULT-VALUE}].")
  private int retries;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30m",
      converter = TimeConverter.class,
      description = "How long one run may take, such as 90s or 1h [${DEFAULT-VALUE}].")
  private Duration timeout;

  @Option(
      names = "--restart",
      description = "Begin anew, whatever an earlier start of the same command has made.")
  private boolean restart;

  @Option(
      names = "--verbose",
      description = "Show what the commands print, which goes to logs in any case.")
  private boolean verbose;

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    Comparer comparer = judge.comparer();
    Path here = Path.of("").toAbsolutePath();
    try {
      AbPlan plan = plan(here);
      AbFolder folder = folder(plan);
      ComparisonFolder.check(comparisonIn(folder));
      return compare(comparer, make(plan, folder, shell(here)), folder);
    } catch (InterruptedException e) {
      // The JVM is on its way out, and the signal decides its exit code.
      return ExitCode.TOOL_ERROR;
    } catch (AbException e) {
      switch (e.kind()) {
        case USAGE -> throw wrong(e.getMessage());
        case FAILED -> throw new ToolException(e.getMessage());
        default -> {
          say("longpoll ab: " + e.getMessage());
          return ExitCode.NOT_COMPARABLE;
        }
      }
    }
  }

  private AbPlan plan(Path here) {
    if (retries < 0) {
      throw wrong("--retries: must be at least 0, but is " + retries);
    }
    try {
      return AbPlan.of(base, candidate, pairs, here);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private ShellRunner shell(Path here) {
    try {
      return new ShellRunner(here, timeout, verbose ? System.err : null);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private AbFolder folder(AbPlan plan) throws IOException {
    if (judge.out != null) {
      return new AbFolder(judge.out);
    }
    AbFolder fresh = AbFolder.startedAt(ALL, clock.instant());
    return restart ? fresh : AbFolder.unfinished(ALL, plan).orElse(fresh);
  }

  private AbState make(AbPlan plan, AbFolder folder, ShellRunner shell)
      throws IOException, InterruptedException {
    if (pairs < FEWEST_PAIRS) {
      say(
          "warning: no verdict is possible with "
              + pairs
              + (pairs == 1 ? " pair" : " pairs")
              + ": it needs "
              + FEWEST_PAIRS);
    }
    Thread stop =
        new Thread(
            () -> {
              shell.stop();
              say(
                  "longpoll ab: interrupted; what was made so far is in "
                      + folder.path()
                      + ", and the same command goes on from there");
            },
            "ab-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      say("logs and state: " + folder.path());
      return new AbRunner(folder, shell, clock, retries, this::say).make(plan, restart);
    } finally {
      unhook(stop);
    }
  }

  private static void unhook(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      // It runs already, which is what it is there for.
    }
  }

  private int compare(Comparer comparer, AbState made, AbFolder folder) throws IOException {
    Comparison comparison =
        comparer
            .compare(runs(made, Side.BASE), runs(made, Side.CANDIDATE), true)
            .withNotes(made.notes());
    PrintWriter out = spec.commandLine().getOut();
    ComparisonSummary.print(comparison, out);
    Path files = comparisonIn(folder);
    ComparisonFolder.write(comparison, files);
    out.println("Comparison: " + files.resolve("comparison.html"));
    out.flush();
    return comparison.exitCode(judge.strict);
  }

  private static Path comparisonIn(AbFolder folder) {
    return folder.path().resolve("comparison");
  }

  private static List<ComparedRun> runs(AbState made, Side side) {
    return made.counted(side).stream()
        .map(MadeRun::folder)
        .map(Path::of)
        .map(ComparedRun::read)
        .toList();
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  /** A time with its unit, as in the settings. */
  static final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Duration.ofNanos(Math.round(Unit.MILLIS.parse(text) * 1e6));
    }
  }
}
