package longpoll.settings;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The share of a load that one injector of several makes. Each makes users that follow each other,
 * so that it has about as many on each channel as any other. Immutable.
 *
 * @param shard which injector this is, from 0
 * @param shards how many there are
 */
public record LoadShare(int shard, int shards) {
  /** The whole load: there is one injector. */
  public static final LoadShare WHOLE = new LoadShare(0, 1);

  /** What an injector is told to look up its number in the environment with. */
  private static final String ENVIRONMENT = "env";

  /** Of one load, on any number of machines. */
  public static final int MOST_SHARDS = 1_000;

  private static final Pattern FORM = Pattern.compile("(\\d{1,4}|env)/(\\d{1,4})");

  public LoadShare {
    if (shards < 1 || shards > MOST_SHARDS || shard < 0 || shard >= shards) {
      throw new IllegalArgumentException(
          "one of 1 to "
              + MOST_SHARDS
              + " injectors, counted from 0, is expected, but it is '"
              + shard
              + "/"
              + shards
              + "': write the first of three as 0/3, the last as 2/3");
    }
  }

  /**
   * Reads {@code i/N}, {@code env/N} (Kubernetes tells a pod of an indexed Job its number, but not
   * how many there are) or {@code env} (GitLab tells a parallel job both, and counts from 1).
   *
   * @throws IllegalArgumentException with what to write instead
   */
  public static LoadShare parse(String text, Map<String, String> environment) {
    String value = text.trim();
    if (value.isEmpty()) {
      return WHOLE;
    }
    if (value.equals(ENVIRONMENT)) {
      int shards = variable("CI_NODE_TOTAL", environment);
      return new LoadShare(variable("CI_NODE_INDEX", environment) - 1, shards);
    }
    Matcher form = FORM.matcher(value);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "i/N is expected, but it is '"
              + text
              + "': write the first of three as 0/3, or env/3 where JOB_COMPLETION_INDEX has the"
              + " number, or env where CI_NODE_INDEX and CI_NODE_TOTAL have both");
    }
    int shards = Integer.parseInt(form.group(2));
    return form.group(1).equals(ENVIRONMENT)
        ? new LoadShare(variable("JOB_COMPLETION_INDEX", environment), shards)
        : new LoadShare(Integer.parseInt(form.group(1)), shards);
  }

  /** Reads what {@link #toString} wrote. */
  public static LoadShare parse(String text) {
    return parse(text, Map.of());
  }

  private static int variable(String name, Map<String, String> environment) {
    String value = environment.get(name);
    if (value == null || !value.matches("\\d{1,4}")) {
      throw new IllegalArgumentException(
          "a number is expected in the environment variable "
              + name
              + ", but it is "
              + (value == null ? "not set" : "'" + value + "'")
              + ": write the number of the injector itself, like 0/3");
    }
    return Integer.parseInt(value);
  }

  public boolean coversAll() {
    return shards == 1;
  }

  /** How many of the whole load's users, or probes, this injector makes. */
  public int count(int ofAll) {
    return start(shard + 1, ofAll) - start(shard, ofAll);
  }

  /** The number in the whole load of the first that this injector makes. */
  public int first(int ofAll) {
    return start(shard, ofAll);
  }

  private int start(int ofShard, int ofAll) {
    return (int) ((long) ofAll * ofShard / shards);
  }

  /** As it is written in the settings; empty for the whole load. */
  @Override
  public String toString() {
    return coversAll() ? "" : shard + "/" + shards;
  }
}
