package longpoll.ab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import longpoll.record.RunFolder;

/** Takes up what an earlier process began and did not finish. */
record Resumption(AbFolder folder, Progress progress) {
  private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(20);

  /**
   * The state to go on from.
   *
   * @throws AbException when it is of another plan, or records are gone
   */
  AbState from(AbState state, AbPlan plan) {
    if (!state.plan().equals(plan)) {
      throw new AbException(
          AbException.Kind.USAGE,
          folder.stateFile()
              + " has another comparison than was asked for:\n"
              + "  there: "
              + words(state.plan())
              + "\n  asked: "
              + words(plan)
              + "\nName another --out, or begin anew here with --restart.");
    }
    recordsAreThere(state);
    if (state.isFinished()) {
      progress.say(
          "all "
              + plan.pairs()
              + " pairs are in "
              + folder.path()
              + " already; --restart makes them again");
      return state;
    }
    endLeftover(state);
    AbState resumed = state.resumed();
    progress.say(
        "resuming "
            + folder.path()
            + ": "
            + (2 * plan.pairs() - resumed.left()) / 2
            + " of "
            + plan.pairs()
            + " pairs are there"
            + (resumed.equals(state.withRunning(null))
                ? ""
                : "; the one that was interrupted is made again"));
    return resumed;
  }

  /** Who was killed could not end its command, which would disturb all that follows. */
  private void endLeftover(AbState state) {
    if (state.running() != null) {
      state
          .running()
          .process()
          .ifPresent(
              process -> {
                progress.say("ending process " + process.pid() + ", which was left running");
                ProcessTree.end(process, LEFTOVER_GRACE);
              });
    }
  }

  private static String words(AbPlan plan) {
    return plan.pairs()
        + " pairs in "
        + plan.directory()
        + "\n         base: "
        + plan.base()
        + "\n         candidate: "
        + plan.candidate();
  }

  private void recordsAreThere(AbState state) {
    for (Side side : Side.values()) {
      for (MadeRun run : state.counted(side)) {
        if (!Files.isRegularFile(new RunFolder(Path.of(run.folder())).runJson())) {
          throw new AbException(
              AbException.Kind.FAILED,
              folder.stateFile()
                  + ": the record of pair "
                  + run.pair()
                  + ", "
                  + side.word()
                  + ", is gone from "
                  + run.folder()
                  + ": --restart makes all runs again");
        }
      }
    }
  }
}
