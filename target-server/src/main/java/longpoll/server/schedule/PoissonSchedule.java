package longpoll.server.schedule;

import java.util.SplittableRandom;

/**
 * A Poisson process: exponential gaps of mean {@code every} µs.
 *
 * <p>Time is cut into cells of a few mean gaps, and each cell draws its gaps from a generator of
 * its own, seeded by the seed and the cell's number. Exponential gaps are memoryless, so a new
 * start at a cell's edge does not change the distribution; and any hour of the plan is computed
 * without the hours before it.
 */
record PoissonSchedule(long every, long seed) implements PublishSchedule {
  private static final int GAPS_PER_CELL = 16;

  PoissonSchedule {
    if (every < 1 || every > Long.MAX_VALUE / (4 * GAPS_PER_CELL)) {
      throw new IllegalArgumentException("every " + every);
    }
  }

  @Override
  public boolean visit(long from, long to, Visitor visitor) {
    long cellMicros = every * GAPS_PER_CELL;
    long first = Math.max(0, Math.floorDiv(from, cellMicros));
    for (long cell = first; cell * cellMicros < to; cell++) {
      if (!visitCell(cell, from, Math.min(to, (cell + 1) * cellMicros), visitor)) {
        return false;
      }
    }
    return true;
  }

  private boolean visitCell(long cell, long from, long to, Visitor visitor) {
    SplittableRandom random = new SplittableRandom(mix(seed, cell));
    long start = cell * every * GAPS_PER_CELL;
    double offset = 0;
    while (true) {
      // Not Math.log, whose last bit may differ between machines.
      offset -= StrictMath.log(1 - random.nextDouble()) * every;
      // Rounded up, so that nothing falls on the origin itself or into the cell before.
      long micros = start + (long) Math.ceil(offset);
      if (micros >= to) {
        return true;
      }
      if (micros >= from && micros > 0 && !visitor.visit(micros, null)) {
        return false;
      }
    }
  }

  /**
   * Hashed twice: neighbouring seeds and cells must not draw alike, and the generator's own states
   * step by a constant, so cells seeded at such steps would repeat each other's draws.
   */
  private static long mix(long seed, long cell) {
    long channel = new SplittableRandom(seed).nextLong();
    return new SplittableRandom(channel ^ cell * 0xD1342543DE82EF95L).nextLong();
  }
}
