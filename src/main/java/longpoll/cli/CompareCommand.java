package longpoll.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparer;
import longpoll.compare.Comparison;
import longpoll.report.ComparisonSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longpoll compare}: two sets of records, and a verdict. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Compares recorded runs with those of a baseline and gives a verdict.",
    footer = {
      "",
      "RUN is a run folder, its run.json, a folder of run folders, or the id of a",
      "run under results/runs. Unpaired runs need four a side, pairs six.",
      "",
      "Examples:",
      "  longpoll compare --base results/baseline/ci --cand results/runs/*-202611*",
      "  longpoll compare --paired --base a1 a2 a3 a4 a5 a6 \\",
      "      --cand b1 b2 b3 b4 b5 b6 --out comparison",
      "  longpoll compare --base old --cand new --policy gate.conf --vary users"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--base",
      paramLabel = "RUN",
      arity = "1..*",
      required = true,
      description = "The runs compared against.")
  private List<Path> base = new ArrayList<>();

  @Option(
      names = "--cand",
      paramLabel = "RUN",
      arity = "1..*",
      required = true,
      description = "The runs judged.")
  private List<Path> candidate = new ArrayList<>();

  @Option(
      names = "--paired",
      description =
          "The n-th base run and the n-th candidate run were made one after the other: compare"
              + " within pairs.")
  private boolean paired;

  @Mixin private JudgeOptions judge;

  @Override
  public Integer call() throws IOException {
    Comparer comparer = judge.comparer();
    if (judge.out != null) {
      ComparisonFolder.check(judge.out);
    }
    List<ComparedRun> baseRuns = RunFinder.read(base);
    List<ComparedRun> candidateRuns = RunFinder.read(candidate);
    if (paired && baseRuns.size() != candidateRuns.size()) {
      throw new ParameterException(
          spec.commandLine(),
          "--paired needs as many runs in --cand as in --base, but there are "
              + candidateRuns.size()
              + " and "
              + baseRuns.size());
    }
    Comparison comparison = comparer.compare(baseRuns, candidateRuns, paired);
    ComparisonSummary.print(comparison, spec.commandLine().getOut());
    if (judge.out != null) {
      ComparisonFolder.write(comparison, judge.out);
      spec.commandLine().getOut().println("Comparison: " + judge.out.resolve("comparison.html"));
    }
    return comparison.exitCode(judge.strict);
  }
}
