package longpoll.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import longpoll.compare.ComparedRun;
import longpoll.compare.Policy;
import longpoll.compare.PolicyReader;
import longpoll.export.Formats;
import longpoll.export.RunExport;
import longpoll.export.TextFormat;
import longpoll.record.RunFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code longpoll export}: runs in a format that another program reads. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Writes runs in a format that another program reads.",
      "Several runs are several entries: nothing is averaged. Compare them for medians."
    },
    footer = {
      "",
      "Examples:",
      "  longpoll export --format md results/runs/a1 >> $GITHUB_STEP_SUMMARY",
      "  longpoll export --format smaller --out bench.json results/runs/steady*",
      "  longpoll export --format junit --policy gate.conf results/baseline/default"
    })
final class ExportCommand implements Callable<Integer> {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      completionCandidates = Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write [the standard output].")
  private Path out;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Whose objectives the runs are held against [the built-in gate.conf].")
  private Path policy;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "A run folder, its run.json, a folder of run folders, or the id of a run.")
  private List<Path> runs = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    TextFormat wanted =
        Formats.named(format)
            .orElseThrow(
                () ->
                    new UsageException(
                        "--format "
                            + format
                            + ": unknown: it must be one of "
                            + String.join(", ", new Names())));
    if (out != null && Files.isDirectory(out)) {
      throw new UsageException("--out " + out + ": is a folder: name a file");
    }
    Policy objectives = policy == null ? PolicyReader.builtIn() : PolicyReader.read(policy);
    byte[] text =
        wanted
            .text(new RunExport(each(RunFinder.read(runs)), objectives))
            .getBytes(StandardCharsets.UTF_8);
    if (out == null) {
      // Bytes, since the formats are UTF-8 whatever the terminal's encoding.
      System.out.write(text, 0, text.length);
      System.out.flush();
    } else {
      Path folder = out.toAbsolutePath().getParent();
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      RunFolder.writeAside(out, aside -> Files.write(aside, text));
    }
    return 0;
  }

  private static List<ComparedRun> each(List<ComparedRun> named) {
    Set<String> ids = new HashSet<>();
    for (ComparedRun run : named) {
      if (!ids.add(run.id())) {
        throw new UsageException(
            run.folder().path() + ": a run named " + run.id() + " is there twice: name it once");
      }
    }
    return named;
  }

  /** Puts the formats before the examples of the help. */
  static void listFormats(CommandLine export) {
    List<String> footer = new ArrayList<>(List.of("", "Formats:"));
    for (TextFormat format : Formats.ofText()) {
      footer.add(String.format(Locale.ROOT, "  %-11s  %s", format.name(), format.description()));
    }
    UsageMessageSpec usage = export.getCommandSpec().usageMessage();
    footer.addAll(List.of(usage.footer()));
    usage.footer(footer.toArray(String[]::new));
  }

  /** For {@code --help} and shell completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Formats.ofText().stream().map(TextFormat::name).iterator();
    }
  }
}
