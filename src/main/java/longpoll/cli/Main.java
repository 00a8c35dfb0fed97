package longpoll.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import longpoll.compare.ExitCode;
import longpoll.compare.PolicyException;
import longpoll.merge.MergeException;
import longpoll.record.RecordException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point of {@code longpoll.jar}. */
@Command(
    name = "longpoll",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Makes, compares, lists and exports recorded load-test runs, and judges long-poll APIs.",
    subcommands = {
      AbCommand.class,
      AuditCommand.class,
      CollectCommand.class,
      CompareCommand.class,
      ContractCommand.class,
      DialectCommand.class,
      ExportCommand.class,
      BaselineCommand.class,
      IndexCommand.class,
      MergeCommand.class,
      ShowCommand.class,
      UploadCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    footer = {
      "",
      "A run is the folder under results/runs that has its run.json.",
      "Exit codes: 0 fine, 1 tool error, 2 usage, 3 regression or objective missed,",
      "4 not comparable, 5 inconclusive or insufficient (with --strict only)."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** Usage errors go to the error output and end with {@link ExitCode#USAGE}. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    ExportCommand.listFormats(line.getSubcommands().get("export"));
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler(Main::failed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** One message and where to read on; the whole help would bury it. */
  private static int misused(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(name(command) + ": " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("'" + name(command) + " --help' lists the options and has examples.");
    return ExitCode.USAGE;
  }

  /** One message for what the caller can correct; the whole trace for a defect of ours. */
  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof ParameterException
        || e instanceof UsageException
        || e instanceof PolicyException) {
      err.println(name(command) + ": " + e.getMessage());
      return ExitCode.USAGE;
    }
    if (e instanceof MergeException) {
      err.println(name(command) + ": " + e.getMessage());
      return ExitCode.NOT_COMPARABLE;
    }
    if (e instanceof RecordException || e instanceof ToolException) {
      err.println(name(command) + ": " + e.getMessage());
      return ExitCode.TOOL_ERROR;
    }
    if (e instanceof IOException || e instanceof UncheckedIOException) {
      err.println(name(command) + ": " + (e instanceof IOException ? e : e.getCause()));
      return ExitCode.TOOL_ERROR;
    }
    e.printStackTrace(err);
    return ExitCode.TOOL_ERROR;
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  /** The version that the jar's manifest has; from classes, the word development. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"longpoll " + (version == null ? "(development)" : version)};
    }
  }
}
