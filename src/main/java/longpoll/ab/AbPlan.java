package longpoll.ab;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What is to be made. Whatever differs between two plans makes them different comparisons, whose
 * runs must not be mixed.
 *
 * @param base command line, for a shell, that makes one run
 * @param candidate the same for the candidate
 * @param pairs at least 1
 * @param directory where the commands are started, absolute
 */
public record AbPlan(String base, String candidate, int pairs, String directory) {
  /** More would take days. */
  private static final int MOST = 1_000;

  public AbPlan {
    base = command("--base", base);
    candidate = command("--cand", candidate);
    if (pairs < 1 || pairs > MOST) {
      throw new IllegalArgumentException(
          "--pairs: must be from 1 to " + MOST + ", but is " + pairs);
    }
    Objects.requireNonNull(directory, "directory");
  }

  public static AbPlan of(String base, String candidate, int pairs, Path directory) {
    return new AbPlan(base, candidate, pairs, directory.toAbsolutePath().normalize().toString());
  }

  private static String command(String option, String command) {
    if (command == null || command.isBlank()) {
      throw new IllegalArgumentException(
          option + ": must be a command line that makes one run, but is empty");
    }
    return command.strip();
  }

  String command(Side side) {
    return side == Side.BASE ? base : candidate;
  }

  /**
   * Which side runs first changes from pair to pair, so that neither a drift of the machine nor
   * being first or second favours one.
   *
   * @param pair from 1
   * @param position 0 for the first run of the pair, 1 for the second
   */
  static Side side(int pair, int position) {
    Side first = pair % 2 == 1 ? Side.BASE : Side.CANDIDATE;
    return position == 0 ? first : first.other();
  }
}
