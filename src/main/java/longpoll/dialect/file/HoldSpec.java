package longpoll.dialect.file;

import java.time.Duration;
import java.util.List;

/**
 * Who says how long a poll is held, and within what limits.
 *
 * @param by who decides
 * @param min shortest hold that the server takes
 * @param max longest hold that the server takes
 * @param early how much before the limit a server may answer without news
 * @param late how much after the limit a server may answer, beside {@code lateShare}
 * @param lateShare one over this share of the hold comes on top of {@code late}; 0 for none
 */
public record HoldSpec(
    By by, Duration min, Duration max, Duration early, Duration late, int lateShare) {

  /** Who ends a poll without news. */
  public enum By {
    /** Each poll asks for its hold. */
    CLIENT,
    /** The server has a limit of its own. */
    SERVER,
    /** Nobody: polls are held until there is news. */
    NONE
  }

  /** How a hold is written in a request. */
  static final List<String> UNITS = List.of("s", "ms", "decimal-s", "go");

  private static final Duration LONGEST = Duration.ofHours(24);

  static HoldSpec read(Section root) {
    if (!root.has("hold")) {
      return new HoldSpec(By.CLIENT, Duration.ZERO, LONGEST, Duration.ZERO, Duration.ZERO, 0);
    }
    boolean word = Section.scalar(root.value("hold")) != null;
    if (word) {
      By by = by(root.word("hold", "client", List.of("server", "none", "client")));
      return new HoldSpec(by, Duration.ZERO, LONGEST, Duration.ZERO, Duration.ZERO, 0);
    }
    Section hold = root.section("hold");
    if (hold == null) {
      return new HoldSpec(By.CLIENT, Duration.ZERO, LONGEST, Duration.ZERO, Duration.ZERO, 0);
    }
    By by = by(hold.word("by", "client", List.of("client", "server", "none")));
    Duration min = hold.duration("min", Duration.ZERO);
    Duration max = hold.duration("max", LONGEST);
    if (min.compareTo(max) > 0) {
      hold.wrong("min", "is " + hold.text("min") + ", which is more than max");
    }
    if (max.compareTo(LONGEST) > 0 || max.isZero()) {
      hold.wrong("max", "is " + hold.text("max") + ": more than 0s and at most 24h is expected");
    }
    int share = share(hold);
    Duration late = share > 0 ? Duration.ZERO : hold.duration("late", Duration.ZERO);
    HoldSpec spec = new HoldSpec(by, min, max, hold.duration("early", Duration.ZERO), late, share);
    hold.done();
    return spec;
  }

  private static By by(String word) {
    return switch (word) {
      case "server" -> By.SERVER;
      case "none" -> By.NONE;
      default -> By.CLIENT;
    };
  }

  /** {@code late = "hold/16"} is a share of the hold. */
  private static int share(Section hold) {
    String text = hold.has("late") ? Section.scalar(hold.value("late")) : null;
    if (text == null || !text.startsWith("hold/")) {
      return 0;
    }
    try {
      int share = Integer.parseInt(text.substring(5).trim());
      if (share >= 1 && share <= 1000) {
        return share;
      }
    } catch (NumberFormatException e) {
      // Named below.
    }
    hold.wrong(
        "late", "is '" + text + "': hold/N with N from 1 to 1000 is expected, or a duration");
    return 1;
  }

  /** Null where the server takes such a hold; otherwise what to say to the user. */
  public String problem(Duration hold) {
    if (by == By.CLIENT && (hold.compareTo(min) < 0 || hold.compareTo(max) > 0)) {
      return text(min)
          + " to "
          + text(max)
          + " is what the dialect's server takes, but it is "
          + text(hold)
          + ": set a hold within these limits";
    }
    return null;
  }

  /** The latest a server may answer a poll without news, beyond the hold. */
  public Duration tolerance(Duration hold) {
    return lateShare > 0 ? hold.dividedBy(lateShare) : late;
  }

  static String write(long millis, String unit) {
    return switch (unit) {
      case "s" -> Long.toString((millis + 999) / 1000);
      case "ms" -> Long.toString(millis);
      case "go" -> millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
      default -> seconds(millis);
    };
  }

  /** By hand: a formatter would cost more than the rest of the request, and asks for a locale. */
  private static String seconds(long millis) {
    long rest = millis % 1000;
    return rest == 0
        ? Long.toString(millis / 1000)
        : millis / 1000 + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + rest;
  }

  static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  @Override
  public String toString() {
    return switch (by) {
      case CLIENT -> "asked for, " + text(min) + " to " + text(max);
      case SERVER -> "the server's own limit";
      case NONE -> "until there is news";
    };
  }
}
