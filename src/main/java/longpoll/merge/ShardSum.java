package longpoll.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import longpoll.histogram.Measure;
import longpoll.measure.RunDescription;
import longpoll.measure.RunSnapshot;
import longpoll.measure.RunSnapshots;
import longpoll.measure.Shard;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.settings.Settings;
import longpoll.text.Excerpt;

/**
 * Adds up what injectors measured, one folder after the other, so that no more than two of them are
 * in memory. Folders that are not of one load are refused; one that is not whole is left out, and
 * told. For one thread.
 */
final class ShardSum {
  /** Settings in which injectors of one load may differ. */
  private static final List<String> OWN =
      List.of(
          "shard",
          "connections.local-addresses",
          "report.gatling-results",
          "report.console-every",
          "report.keep-simulation-log",
          "report.gatling-rows");

  private final Map<Integer, Part> parts = new TreeMap<>();
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private RunSnapshot sum;

  /**
   * One injector's folder.
   *
   * @param shard what it says of itself
   * @param values how many values each measure has in the window
   */
  record Part(RunFolder folder, Shard shard, Map<Measure, Long> values) {
    String name() {
      return "injector " + shard.number() + " (" + folder.path() + ")";
    }
  }

  /**
   * @throws MergeException when it is of another load than those before it
   */
  void add(Path path) {
    RunFolder folder = new RunFolder(path);
    RunSnapshot run;
    try {
      run = RunSnapshots.read(folder.shard());
      requireWhole(run, folder.shard());
    } catch (RecordException e) {
      leftOut.add("a folder was left out: " + Excerpt.sentence(e.getMessage()));
      return;
    }
    Part part = new Part(folder, run.first(), values(run));
    if (part.shard().description().share().coversAll()) {
      throw new MergeException(part.name() + ": is the run of a single injector, not of several");
    }
    Part twin = parts.get(part.shard().number());
    if (twin != null) {
      requireSame(twin, part);
      notices.add(part.name() + " is there twice, and counted once");
      return;
    }
    if (parts.isEmpty()) {
      sum = run;
    } else {
      Part first = parts.values().iterator().next();
      refuseIf(unlikeSettings(first, part), part, first);
      RunSnapshot both = sum.plus(run);
      refuseIf(unlikeEvents(first.shard(), run, both), part, first);
      sum = both;
    }
    parts.put(part.shard().number(), part);
  }

  /** What could be written but not whole, since a part of the closing had failed. */
  private static void requireWhole(RunSnapshot run, Path file) {
    RunDescription description = run.first().description();
    boolean one = run.shards().size() == 1;
    if (!one || run.first().number() != description.share().shard()) {
      throw new RecordException(file, "its number is not that of one injector");
    }
    try {
      Settings.Validity.recorded(description.settings());
      Settings.Objectives.recorded(description.settings());
    } catch (IllegalArgumentException e) {
      throw new RecordException(file, "not whole: " + e.getMessage(), e);
    }
  }

  private static Map<Measure, Long> values(RunSnapshot run) {
    Map<Measure, Long> values = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      values.put(measure, run.inWindow(measure).count());
    }
    return values;
  }

  private static void requireSame(Part one, Part other) {
    boolean same =
        one.shard().description().id().equals(other.shard().description().id())
            && one.shard().timing().equals(other.shard().timing());
    if (!same) {
      throw new MergeException(
          String.format(
              Locale.ROOT,
              "two runs are injector %d: %s and %s; leave one of them out",
              one.shard().number(),
              one.folder().path(),
              other.folder().path()));
    }
  }

  private static void refuseIf(List<String> apart, Part part, Part first) {
    if (!apart.isEmpty()) {
      throw new MergeException(
          part.name() + " is not of the load of " + first.name() + ": " + String.join("; ", apart));
    }
  }

  private static List<String> unlikeSettings(Part first, Part part) {
    RunDescription ours = first.shard().description();
    RunDescription theirs = part.shard().description();
    List<String> apart = new ArrayList<>();
    differ("harness version", harness(ours), harness(theirs), apart);
    differ("number of injectors", ours.share().shards(), theirs.share().shards(), apart);
    TreeSet<String> keys = new TreeSet<>(ours.settings().keySet());
    keys.addAll(theirs.settings().keySet());
    keys.removeAll(OWN);
    keys.forEach(key -> differ(key, ours.settings().get(key), theirs.settings().get(key), apart));
    differ("target version", ours.target().version(), theirs.target().version(), apart);
    return apart;
  }

  /** Whether the users of both were there for the same events. */
  private List<String> unlikeEvents(Shard first, RunSnapshot run, RunSnapshot both) {
    List<String> apart = otherTime(first, run.first(), both);
    if (!apart.isEmpty() || sum.plan() == null || run.plan() == null) {
      return apart;
    }
    long from = first.timing().windowStartByServer();
    long to = first.timing().windowEndByServer();
    return sum.plan().agreesWith(run.plan(), from, to)
        ? List.of()
        : List.of("the target planned other events");
  }

  private static String harness(RunDescription of) {
    return of.environment() == null
        ? null
        : of.environment().harness() + " " + of.environment().commit();
  }

  private static void differ(String what, Object ours, Object theirs, List<String> apart) {
    if (!Objects.equals(ours, theirs)) {
      apart.add(
          what + " is " + Excerpt.of(String.valueOf(theirs)) + ", not " + Excerpt.of(ours + ""));
    }
  }

  /** Injectors of one load measure at one time, however badly they start together. */
  private static List<String> otherTime(Shard ours, Shard theirs, RunSnapshot both) {
    long apart = both.startMicros(theirs) - both.startMicros(ours);
    return Math.abs(apart) < ours.timing().timeline().measured().toNanos() / 1_000
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "its window began %.0f s %s",
                Math.abs(apart) / 1e6,
                apart < 0 ? "earlier" : "later"));
  }

  /** All that was added; null for nothing. */
  RunSnapshot sum() {
    return sum;
  }

  /** The folders that were added, in the order of their numbers. */
  List<Part> parts() {
    return List.copyOf(parts.values());
  }

  int expected() {
    return parts.values().iterator().next().shard().description().share().shards();
  }

  /** Why folders were left out. */
  List<String> leftOut() {
    return leftOut;
  }

  List<String> notices() {
    return notices;
  }
}
