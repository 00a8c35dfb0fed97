package longpoll.measure;

/**
 * Chances on a scale of their own, so that many of them can be counted instead of kept: level 0 is
 * certainty, each further level a twentieth less, the last one in a million. What is rarer never
 * happens.
 */
final class Chance {
  static final int LEVELS = 256;
  static final int CERTAIN = 0;
  static final int NEVER = LEVELS;

  private static final double RAREST = 1e-6;
  private static final double[] CHANCES = new double[LEVELS];

  static {
    for (int level = 0; level < LEVELS; level++) {
      CHANCES[level] = Math.pow(RAREST, level / (LEVELS - 1.0));
    }
  }

  private Chance() {}

  static double of(int level) {
    return CHANCES[level];
  }

  /** The level of a chance, the more likely one where it lies between two. */
  static int level(double chance) {
    if (chance >= 1) {
      return CERTAIN;
    }
    if (chance < RAREST) {
      return NEVER;
    }
    return (int) Math.floor(Math.log(chance) / Math.log(RAREST) * (LEVELS - 1));
  }
}
