package longpoll.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import longpoll.compare.ExitCode;
import longpoll.dialect.file.DialectFileException;
import longpoll.dialect.file.DialectFiles;
import longpoll.dialect.file.DialectSummary;
import longpoll.dialect.file.FileDialect;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longpoll dialect}: files that say how a long-poll API is spoken. */
@Command(
    name = "dialect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Checks, tries and shows dialect files, which say how a long-poll API is spoken.",
    subcommands = DialectTryCommand.class,
    footer = {
      "",
      "Examples:",
      "  longpoll dialect show nchan > my.conf",
      "  longpoll dialect check my.conf",
      "  longpoll dialect try my.conf http://127.0.0.1:8080 --channel c1"
    })
final class DialectCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: check, show or try");
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      usageHelpAutoWidth = true,
      description = {
        "Says what a dialect does, or every mistake in its file. Sends nothing.",
        "The environment variables that it uses have to be set. Exit code 2 for mistakes."
      })
  int check(
      @Parameters(
              paramLabel = "FILE",
              description = "A dialect file, or the name of a shipped one.")
          String file)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      DialectSummary.lines(read(file)).forEach(out::println);
      return ExitCode.FINE;
    } catch (DialectFileException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.USAGE;
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      usageHelpAutoWidth = true,
      description = "Prints a shipped dialect file, to start your own from.")
  int show(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
    if (!DialectFiles.shipped().contains(name)) {
      throw new UsageException(none(name));
    }
    spec.commandLine().getOut().print(DialectFiles.text(name));
    spec.commandLine().getOut().flush();
    return ExitCode.FINE;
  }

  /** The shipped one of that name, or a file. */
  static FileDialect read(String file) throws IOException {
    if (DialectFiles.shipped().contains(file)) {
      return DialectFiles.shipped(file, System.getenv());
    }
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new UsageException(file + " is no file, and " + none(file));
    }
    return DialectFiles.read(path, System.getenv());
  }

  private static String none(String name) {
    return "no dialect file is called "
        + name
        + "; there are "
        + String.join(", ", DialectFiles.shipped());
  }
}
