package longpoll.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import longpoll.compare.Comparer;
import longpoll.compare.Policy;
import longpoll.compare.PolicyReader;
import picocli.CommandLine.Option;

/** What the commands that give a verdict have in common. */
final class JudgeOptions {
  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Gates, floors and objectives [the built-in gate.conf].")
  Path policy;

  @Option(
      names = "--vary",
      paramLabel = "KEY",
      arity = "1..*",
      description = "Settings of the load model that may differ, such as users.")
  List<String> vary = new ArrayList<>();

  @Option(
      names = "--strict",
      description = "Exit with 5 when the verdict is inconclusive or insufficient.")
  boolean strict;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the page and the files for other programs; its older ones go.")
  Path out;

  Policy readPolicy() {
    return policy == null ? PolicyReader.builtIn() : PolicyReader.read(policy);
  }

  Comparer comparer() {
    return new Comparer(readPolicy(), vary);
  }
}
