package longpoll.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import longpoll.record.RunRecord;
import longpoll.settings.SettingsLoader;

/**
 * What was not the same in two sets of runs. Runs are comparable when they put the same load on
 * whatever they were pointed at; a setting that this class does not know belongs to the load model.
 */
public final class Differences {
  /** Settings, or whole families of them, that say what is tested or what is made of the run. */
  private static final List<String> IDENTITY_SETTINGS =
      List.of(
          "api",
          "api.name",
          "label",
          "target",
          "profile",
          "server.",
          "report.",
          "objectives.",
          "validity.");

  private static final Map<String, Object> DEFAULTS =
      new SettingsLoader(Path.of("")).load(Map.of()).resolved();

  private static final Map<String, Function<RunRecord, Object>> IDENTITY = new LinkedHashMap<>();
  private static final Map<String, Function<RunRecord, Object>> MACHINE = new LinkedHashMap<>();

  static {
    IDENTITY.put("target.url", run -> run.target().url());
    IDENTITY.put("target.version", run -> run.target().version());
    IDENTITY.put("events.delivery", run -> run.events().delivery());
    IDENTITY.put("environment.commit", run -> run.environment().commit());
    IDENTITY.put("environment.dirty", run -> run.environment().dirty());
    IDENTITY.put("environment.harness", run -> run.environment().harness());
    IDENTITY.put("environment.gatling", run -> run.environment().gatling());
    IDENTITY.put("environment.jdk", run -> run.environment().jdk());
    IDENTITY.put("environment.jvmArgs", run -> run.environment().jvmArgs());
    IDENTITY.put("environment.ci", run -> run.environment().ci());
    MACHINE.put("environment.fingerprint", run -> run.environment().fingerprint());
  }

  private Differences() {}

  /**
   * What was not the same in runs that belong to one side: each difference has the same of both.
   */
  public static List<Difference> within(List<ComparedRun> runs) {
    return between(runs, runs, List.of());
  }

  /** What changed from one run to a later one; not that both may be of any machine. */
  public static List<Difference> from(ComparedRun before, ComparedRun after) {
    return between(List.of(before), List.of(after), List.of()).stream()
        .filter(difference -> !difference.base().equals(difference.candidate()))
        .toList();
  }

  /**
   * @param vary settings of the load model that may differ
   */
  static List<Difference> between(
      List<ComparedRun> base, List<ComparedRun> candidate, Collection<String> vary) {
    List<Difference> all = new ArrayList<>();
    add(all, base, candidate, "simulation", RunRecord::simulation, kindOf("simulation", vary));
    Set<String> keys = new TreeSet<>();
    base.forEach(run -> keys.addAll(run.record().settings().keySet()));
    candidate.forEach(run -> keys.addAll(run.record().settings().keySet()));
    for (String key : keys) {
      add(all, base, candidate, key, run -> setting(run, key), kindOf(key, vary));
    }
    IDENTITY.forEach(
        (key, field) -> add(all, base, candidate, key, field, Difference.Kind.IDENTITY));
    MACHINE.forEach((key, field) -> add(all, base, candidate, key, field, Difference.Kind.MACHINE));
    addUnknownMachines(all, base, candidate);
    return all;
  }

  /**
   * A setting that is younger than the run has its default there: by default a harness does what it
   * did before it could be told.
   */
  private static Object setting(RunRecord run, String key) {
    return run.settings().getOrDefault(key, DEFAULTS.get(key));
  }

  /** Runs that do not say where they were made may have been made anywhere. */
  private static void addUnknownMachines(
      List<Difference> all, List<ComparedRun> base, List<ComparedRun> candidate) {
    MACHINE.forEach(
        (key, field) -> {
          List<String> before = distinct(base, field);
          List<String> after = distinct(candidate, field);
          if (before.equals(List.of("")) && after.equals(List.of(""))) {
            all.add(new Difference(key, before, after, Difference.Kind.MACHINE));
          }
        });
  }

  private static Difference.Kind kindOf(String key, Collection<String> vary) {
    if (IDENTITY_SETTINGS.stream()
        .anyMatch(known -> known.endsWith(".") ? key.startsWith(known) : key.equals(known))) {
      return Difference.Kind.IDENTITY;
    }
    return vary.contains(key) ? Difference.Kind.VARIED : Difference.Kind.LOAD_MODEL;
  }

  private static void add(
      List<Difference> all,
      List<ComparedRun> base,
      List<ComparedRun> candidate,
      String key,
      Function<RunRecord, Object> field,
      Difference.Kind kind) {
    List<String> before = distinct(base, field);
    List<String> after = distinct(candidate, field);
    if (before.size() > 1 || !before.equals(after)) {
      all.add(new Difference(key, before, after, kind));
    }
  }

  private static List<String> distinct(List<ComparedRun> runs, Function<RunRecord, Object> field) {
    return runs.stream().map(run -> inWords(field.apply(run.record()))).distinct().toList();
  }

  private static String inWords(Object value) {
    if (value instanceof Collection<?> parts) {
      return String.join(" ", parts.stream().map(String::valueOf).toList());
    }
    return value == null ? "" : value.toString();
  }
}
