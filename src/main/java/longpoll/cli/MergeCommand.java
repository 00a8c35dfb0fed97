package longpoll.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import longpoll.compare.ExitCode;
import longpoll.export.Format;
import longpoll.export.Formats;
import longpoll.merge.ShardMerge;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.report.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longpoll merge}: one run of several injectors' folders. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Makes one run of what several injectors measured: counts and histograms are added, and the",
      "objectives are judged over all users. An injector that is missing makes the run invalid;",
      "folders of another load are refused."
    },
    footer = {
      "",
      "Examples:",
      "  longpoll merge shard-0 shard-1 shard-2 --out results/runs/all",
      "  longpoll merge shards --out results/runs/all",
      "",
      "Exit codes: 0 all objectives met, 1 no folder can be used, 2 usage, 3 an objective was missed,",
      "or the run is not valid, 4 the folders are not of one load."
    })
final class MergeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "The run folder of an injector, or a folder of such folders.")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The run folder to write, which must not be there yet.")
  private Path out;

  @Option(
      names = "--totals",
      description = "Leaves out what happened second by second, which takes most of the time.")
  private boolean totals;

  @Override
  public Integer call() throws IOException {
    if (Files.exists(out)) {
      throw new UsageException("--out " + out + ": is there already: name a new folder");
    }
    Folders.checkOut(out);
    ShardMerge merge = new ShardMerge(shards());
    merge.notices().forEach(words -> spec.commandLine().getErr().println(words));
    List<RunRecord> merged = new ArrayList<>();
    Folders.writeBeside(
        out,
        aside -> {
          RunFolder folder = new RunFolder(aside);
          merged.add(
              merge.write(
                  folder, out.toAbsolutePath().normalize().getFileName().toString(), !totals));
          if (!totals) {
            for (Format format : Formats.ofEachRun()) {
              format.write(folder);
            }
          }
        },
        RunFolder::move);
    RunSummary.print(new RunFolder(out), spec.commandLine().getOut());
    boolean met = merged.get(0).objectives().stream().allMatch(Objective::met);
    return met ? ExitCode.FINE : ExitCode.REGRESSION;
  }

  /** An injector that was killed leaves its logs, but no {@code shard.json.gz}. */
  static boolean isOfARun(Path path) {
    RunFolder folder = new RunFolder(path);
    return Stream.of(folder.shard(), folder.runJson(), folder.seriesCsv()).anyMatch(Files::exists);
  }

  private List<Path> shards() throws IOException {
    List<Path> shards = new ArrayList<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new UsageException(folder + ": no such folder: name the run folder of an injector");
      }
      try (Stream<Path> inside = Files.list(folder)) {
        List<Path> found = inside.filter(MergeCommand::isOfARun).sorted().toList();
        shards.addAll(isOfARun(folder) || found.isEmpty() ? List.of(folder) : found);
      }
    }
    return shards;
  }
}
