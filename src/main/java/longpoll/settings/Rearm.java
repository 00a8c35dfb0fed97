package longpoll.settings;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a client waits between an answer and its next poll. Immutable and safe for any thread;
 * randomness comes from the caller.
 */
public sealed interface Rearm {

  /** The longest wait that can be set. */
  Duration LONGEST = Duration.ofHours(1);

  /**
   * @param empty whether the answer was a 204
   * @param elapsed since the client was called, which may be several polls ago: see {@link Article}
   * @param hold the hold limit
   */
  Duration after(boolean empty, Duration elapsed, Duration hold, RandomGenerator random);

  /** Whether the wait is drawn, so that two clients in step do not stay in step. */
  default boolean random() {
    return false;
  }

  /** The longest wait where polls are not held. */
  Duration longestUnheld();

  /**
   * The longest time from one poll of a client to its next where polls are not held, apart from the
   * time that an answer takes; zero where they are held, or are sent again at once.
   */
  default Duration period(Duration hold) {
    return hold.isZero() ? longestUnheld() : Duration.ZERO;
  }

  /** Polls again at once. */
  record Immediate() implements Rearm {
    @Override
    public Duration after(boolean empty, Duration elapsed, Duration hold, RandomGenerator random) {
      return Duration.ZERO;
    }

    @Override
    public Duration longestUnheld() {
      return Duration.ZERO;
    }

    @Override
    public String toString() {
      return "immediate";
    }
  }

  /** Waits the same time after every answer. */
  record Fixed(Duration delay) implements Rearm {
    public Fixed {
      check(delay);
    }

    @Override
    public Duration after(boolean empty, Duration elapsed, Duration hold, RandomGenerator random) {
      return delay;
    }

    @Override
    public Duration longestUnheld() {
      return delay;
    }

    @Override
    public String toString() {
      return "fixed " + Units.format(delay);
    }
  }

  /** Waits a time drawn evenly from {@code min} to {@code max}. */
  record Uniform(Duration min, Duration max) implements Rearm {
    public Uniform {
      check(min);
      check(max);
      if (min.compareTo(max) >= 0) {
        throw new IllegalArgumentException(
            "the first bound of uniform must be below the second, but they are "
                + Units.format(min)
                + " and "
                + Units.format(max)
                + ": write the smaller one first");
      }
    }

    @Override
    public Duration after(boolean empty, Duration elapsed, Duration hold, RandomGenerator random) {
      return Duration.ofNanos(random.nextLong(min.toNanos(), max.toNanos() + 1));
    }

    @Override
    public boolean random() {
      return true;
    }

    @Override
    public Duration longestUnheld() {
      return max;
    }

    @Override
    public String toString() {
      return "uniform " + Units.format(min) + ".." + Units.format(max);
    }
  }

  /**
   * The client of the article: a function that is called for one event, and called again at once
   * when it has returned. A call begins with its first poll and ends with an event, or with a 204
   * once the hold limit has passed since it began. After a 204 before that, it sleeps out what is
   * left of the limit and polls again. So of two early 204s in a row only the first is slept out.
   */
  record Article() implements Rearm {
    @Override
    public Duration after(boolean empty, Duration elapsed, Duration hold, RandomGenerator random) {
      return empty && elapsed.compareTo(hold) < 0 ? hold.minus(elapsed) : Duration.ZERO;
    }

    @Override
    public Duration longestUnheld() {
      return Duration.ZERO;
    }

    @Override
    public String toString() {
      return "article";
    }
  }

  /**
   * Reads {@code immediate}, {@code fixed 2s}, {@code uniform 0s..1s} or {@code article}.
   *
   * @throws IllegalArgumentException with a message that says what to write instead
   */
  static Rearm parse(String text) {
    String trimmed = text.trim();
    Matcher words = Parsing.WORDS.matcher(trimmed);
    if (trimmed.equals("immediate")) {
      return new Immediate();
    } else if (trimmed.equals("article")) {
      return new Article();
    } else if (words.matches() && words.group(1).equals("fixed")) {
      return new Fixed(Units.parseDuration(words.group(2)));
    } else if (words.matches() && words.group(1).equals("uniform")) {
      Matcher range = Parsing.RANGE.matcher(words.group(2));
      if (range.matches()) {
        return new Uniform(
            Units.parseDuration(range.group(1)), Units.parseDuration(range.group(2)));
      }
    }
    throw new IllegalArgumentException(
        "immediate, fixed, uniform or article is expected, but it is '"
            + text
            + "': write 'immediate', 'fixed 2s', 'uniform 0s..1s' or 'article'");
  }

  private static void check(Duration delay) {
    if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a wait of 0s to "
              + Units.format(LONGEST)
              + " is expected, but it is "
              + Units.format(delay)
              + ": write one within these limits");
    }
  }

  /** Keeps the patterns private; a field of the interface would be public. */
  final class Parsing {
    private static final Pattern WORDS = Pattern.compile("(\\w+)\\s+(.+)");
    private static final Pattern RANGE = Pattern.compile("(.+?)\\s*\\.\\.\\s*(.+)");

    private Parsing() {}
  }
}
