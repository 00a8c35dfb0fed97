package longpoll.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import longpoll.compare.ComparedRun;
import longpoll.compare.Difference;
import longpoll.compare.Differences;
import longpoll.compare.ExitCode;
import longpoll.histogram.TotalsLog;
import longpoll.record.RunFolder;
import longpoll.record.RunStatus;
import longpoll.record.SeriesCsv;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longpoll baseline}: keeps the records of runs, to compare others with them. */
@Command(
    name = "baseline",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Copies the records of runs to results/baseline/NAME, in place of what was there.",
    footer = {
      "",
      "Copied are run.json, totals.hlog and series.csv; nothing of Gatling's report.",
      "Runs must be complete and of one load model.",
      "",
      "Examples:",
      "  longpoll baseline default results/runs/steadysimulation-20261124*",
      "  longpoll compare --base results/baseline/default --cand results/runs/b*"
    })
final class BaselineCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** What a baseline may have; the last two are of a report, from before this command. */
  private static final Set<String> KNOWN =
      Set.of("run.json", "totals.hlog", "series.csv", "report.html", "page.css");

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAME", description = "Of the baseline's folder.")
  private String name;

  @Parameters(
      index = "1..*",
      paramLabel = "RUN",
      arity = "1..*",
      description = "A run folder, its run.json, a folder of run folders, or the id of a run.")
  private List<Path> runs = new ArrayList<>();

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "The folder that has baseline/ in it [${DEFAULT-VALUE}].")
  private Path results;

  @Override
  public Integer call() throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new UsageException(
          "NAME "
              + name
              + ": must be letters, digits, points, dashes and underscores, and begin with a"
              + " letter or digit");
    }
    Path folder = results.resolve("baseline").resolve(name);
    requireBaseline(folder);
    List<ComparedRun> read = RunFinder.read(runs);
    List<String> refusals = refusals(read);
    if (!refusals.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      refusals.forEach(
          refusal -> err.println(spec.qualifiedName() + ": " + refusal + ": nothing is changed"));
      return ExitCode.NOT_COMPARABLE;
    }
    for (ComparedRun run : read) {
      // What cannot be read must not be kept.
      TotalsLog.read(run.folder().totalsLog());
      SeriesCsv.read(run.folder().seriesCsv());
    }
    Folders.writeBeside(
        folder,
        aside -> {
          for (ComparedRun run : read) {
            copy(run.folder(), new RunFolder(Files.createDirectory(aside.resolve(run.id()))));
          }
        },
        Folders::replace);
    report(read, folder);
    return ExitCode.FINE;
  }

  private static void copy(RunFolder from, RunFolder to) throws IOException {
    Files.copy(from.runJson(), to.runJson());
    Files.copy(from.totalsLog(), to.totalsLog());
    Files.copy(from.seriesCsv(), to.seriesCsv());
  }

  /** A folder that has anything else is not replaced. */
  private static void requireBaseline(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new UsageException(folder + ": is a file: give the baseline another name");
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> !Files.isDirectory(file))
          .filter(file -> !KNOWN.contains(file.getFileName().toString()))
          .findFirst()
          .ifPresent(
              file -> {
                throw new UsageException(
                    file + ": does not belong to a baseline: move it away, or use another name");
              });
    }
  }

  private static List<String> refusals(List<ComparedRun> runs) {
    List<String> refusals = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (ComparedRun run : runs) {
      RunStatus status = run.record().status();
      if (status != RunStatus.COMPLETE) {
        List<String> why = run.record().reasons();
        refusals.add(
            run.folder().path()
                + ": is "
                + status.word()
                + (why == null || why.isEmpty() ? "" : " (" + why.get(0) + ")"));
      }
      if (!isFolderName(run.id())) {
        refusals.add(run.folder().path() + ": id is no name of a folder: " + run.id());
      }
      if (!ids.add(run.id())) {
        refusals.add(run.folder().path() + ": a run named " + run.id() + " is there twice");
      }
    }
    for (Difference difference : Differences.within(runs)) {
      if (difference.kind() == Difference.Kind.LOAD_MODEL) {
        refusals.add(
            "the runs are not of one load model: "
                + difference.key()
                + " is "
                + String.join(" and ", difference.base()));
      }
    }
    return refusals;
  }

  private static boolean isFolderName(String id) {
    return NAME.matcher(id).matches();
  }

  private void report(List<ComparedRun> runs, Path folder) {
    PrintWriter text = spec.commandLine().getOut();
    text.println(
        "Baseline "
            + name
            + ": "
            + runs.size()
            + (runs.size() == 1 ? " run" : " runs")
            + " in "
            + folder);
    for (ComparedRun run : runs) {
      if (Boolean.TRUE.equals(run.record().environment().dirty())) {
        text.println("  note: " + run.id() + " was made with uncommitted changes");
      }
      if (run.record().reasons() != null) {
        run.record()
            .reasons()
            .forEach(reason -> text.println("  note: " + run.id() + ": " + reason));
      }
    }
    if (Differences.within(runs).stream()
        .anyMatch(difference -> difference.kind() == Difference.Kind.MACHINE)) {
      text.println("  note: the runs were made on machines that differ");
    }
    text.println("Read run.json before you publish it: it names the machine. Then:");
    text.println("  git add " + folder);
    text.flush();
  }
}
