package longpoll.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import longpoll.compare.ExitCode;
import longpoll.report.IndexPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longpoll index}: the page that lists all runs. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Writes index.html into a folder of results: all runs, their trends, and the newest against",
      "the baseline. Each run writes it too; this is for runs that came from elsewhere."
    },
    footer = {"", "Examples:", "  longpoll index", "  longpoll index /srv/load-tests/results"})
final class IndexCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RESULTS",
      arity = "0..1",
      defaultValue = "results",
      description = "The folder that has runs/ and baseline/ [${DEFAULT-VALUE}].")
  private Path results;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(results)) {
      throw new ToolException(
          results + ": no such folder: name the one that has runs/ and baseline/");
    }
    IndexPage.write(results);
    spec.commandLine().getOut().println("Index: " + results.resolve("index.html"));
    return ExitCode.FINE;
  }
}
