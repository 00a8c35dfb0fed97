package longpoll.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import longpoll.compare.ExitCode;
import longpoll.record.RunFolder;
import longpoll.report.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longpoll show}: one recorded run on the terminal. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Shows a recorded run: its status and the reasons, planned beside actual, its measures and"
          + " objectives. The exit code says whether it could be read, not whether it was good."
    },
    footer = {
      "",
      "Examples:",
      "  longpoll show steadysimulation-20261124090000000",
      "  longpoll show results/baseline/default"
    })
final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      description =
          "A run folder, its run.json, a folder of run folders, or the id of a run under"
              + " results/runs.")
  private Path run;

  @Override
  public Integer call() throws IOException {
    List<Path> found = RunFinder.resolve(run);
    for (int i = 0; i < found.size(); i++) {
      if (i > 0) {
        spec.commandLine().getOut().println();
      }
      RunSummary.print(folder(found.get(i)), spec.commandLine().getOut());
    }
    return ExitCode.FINE;
  }

  private static RunFolder folder(Path run) {
    return new RunFolder(Files.isDirectory(run) ? run : run.toAbsolutePath().getParent());
  }
}
