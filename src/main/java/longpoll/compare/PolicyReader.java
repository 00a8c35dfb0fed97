package longpoll.compare;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a policy, a HOCON file. {@code gate.conf} beside this class is the built-in one and
 * explains every key; a file of one's own replaces {@code measures} and each list of objectives as
 * a whole and falls back to the built-in one for what it leaves out.
 */
public final class PolicyReader {
  private static final String BUILT_IN = "gate.conf";
  private static final String CONFIDENCE = "confidence";
  private static final String CORRECTION = "correction";
  private static final String MEASURES = "measures";
  private static final String OBJECTIVES = "objectives";
  private static final String WHERE_MEASURED = "objectives-where-measured";
  private static final Set<String> KEYS =
      Set.of(CONFIDENCE, CORRECTION, MEASURES, OBJECTIVES, WHERE_MEASURED);
  private static final String RELATIVE = "relative";
  private static final String ABSOLUTE = "absolute";
  private static final String GATE_WHERE_MEASURED = "where-measured";
  private static final Set<String> GATE_KEYS = Set.of(RELATIVE, ABSOLUTE, GATE_WHERE_MEASURED);

  private final String source;

  private PolicyReader(String source) {
    this.source = source;
  }

  public static Policy builtIn() {
    return new PolicyReader("the built-in policy").read(builtInConfig());
  }

  /**
   * @throws PolicyException when the file cannot be read or a key of it cannot be used
   */
  public static Policy read(Path file) {
    PolicyReader reader = new PolicyReader(file.toString());
    if (!Files.isRegularFile(file)) {
      throw new PolicyException(reader.source, "", "no such file");
    }
    Config own;
    try {
      own =
          ConfigFactory.parseFile(
                  file.toFile(),
                  ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false))
              .resolve();
    } catch (ConfigException e) {
      throw new PolicyException(reader.source, "", "cannot be read: " + e.getMessage());
    }
    for (String key : new TreeSet<>(own.root().keySet())) {
      if (!KEYS.contains(key)) {
        throw reader.problem(
            key, "unknown key: a policy has " + String.join(", ", new TreeSet<>(KEYS)));
      }
    }
    Config whole = own;
    for (Map.Entry<String, ConfigValue> entry : builtInConfig().root().entrySet()) {
      if (!own.root().containsKey(entry.getKey())) {
        whole = whole.withValue(entry.getKey(), entry.getValue());
      }
    }
    return reader.read(whole);
  }

  private static Config builtInConfig() {
    return ConfigFactory.parseResources(
            PolicyReader.class, BUILT_IN, ConfigParseOptions.defaults().setAllowMissing(false))
        .resolve();
  }

  private Policy read(Config config) {
    double confidence = share(CONFIDENCE, text(config.root(), CONFIDENCE, CONFIDENCE));
    if (!(confidence > 0.5 && confidence < 1)) {
      throw problem(CONFIDENCE, "must be above 0.5 and below 1, but is " + confidence);
    }
    Map<ComparedMeasure, Gate> gates = new LinkedHashMap<>();
    gates(MEASURES, "", object(config, MEASURES), gates);
    List<Requirement> objectives = new ArrayList<>();
    objectives.addAll(objectives(config, OBJECTIVES, false));
    objectives.addAll(objectives(config, WHERE_MEASURED, true));
    return new Policy(
        source, confidence, correction(config), List.copyOf(gates.values()), objectives);
  }

  private Policy.Correction correction(Config config) {
    String word = text(config.root(), CORRECTION, CORRECTION);
    return switch (word) {
      case "bonferroni" -> Policy.Correction.BONFERRONI;
      case "none" -> Policy.Correction.NONE;
      default -> throw problem(CORRECTION, "must be bonferroni or none, but is '" + word + "'");
    };
  }

  /** Dots in a measure's name may be quoted or not, so names are put together from levels. */
  private void gates(
      String path, String name, ConfigObject level, Map<ComparedMeasure, Gate> gates) {
    boolean floors = level.containsKey(RELATIVE) || level.containsKey(ABSOLUTE);
    if (!name.isEmpty()
        && (floors || level.isEmpty() || ComparedMeasures.named(name).isPresent())) {
      Gate gate = gate(path, name, level);
      if (gates.put(gate.measure(), gate) != null) {
        throw problem(path, "this measure is there twice");
      }
      return;
    }
    // The order of the file is the order of the page.
    level.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()))
        .forEach(
            entry -> {
              String key = entry.getKey();
              String deeper = path + "." + ConfigUtil.quoteString(key).replace("\"", "");
              if (!(entry.getValue() instanceof ConfigObject object)) {
                throw problem(
                    deeper,
                    "must be a block with relative and absolute, but is a "
                        + type(entry.getValue()));
              }
              gates(deeper, name.isEmpty() ? key : name + "." + key, object, gates);
            });
  }

  private Gate gate(String path, String name, ConfigObject floors) {
    ComparedMeasure measure =
        ComparedMeasures.named(name)
            .orElseThrow(
                () ->
                    problem(
                        path,
                        "unknown measure: did you mean '" + ComparedMeasures.nearest(name) + "'?"));
    for (String key : new TreeSet<>(floors.keySet())) {
      if (!GATE_KEYS.contains(key)) {
        throw problem(
            path + "." + key,
            "unknown key: a measure has " + String.join(", ", new TreeSet<>(GATE_KEYS)));
      }
    }
    Gate fallback = Gate.ungated(measure);
    double relative =
        floors.containsKey(RELATIVE)
            ? share(path + "." + RELATIVE, text(floors, RELATIVE, path + "." + RELATIVE))
            : fallback.relative();
    double absolute = fallback.absolute();
    if (floors.containsKey(ABSOLUTE)) {
      String key = path + "." + ABSOLUTE;
      try {
        absolute = measure.unit().parse(text(floors, ABSOLUTE, key));
      } catch (IllegalArgumentException e) {
        throw problem(key, e.getMessage());
      }
    }
    try {
      return new Gate(measure, relative, absolute, whereMeasured(path, floors));
    } catch (IllegalArgumentException e) {
      throw problem(path + "." + e.getMessage().split(":")[0], afterColon(e.getMessage()));
    }
  }

  private boolean whereMeasured(String path, ConfigObject floors) {
    if (!floors.containsKey(GATE_WHERE_MEASURED)) {
      return false;
    }
    String key = path + "." + GATE_WHERE_MEASURED;
    String word = text(floors, GATE_WHERE_MEASURED, key);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> throw problem(key, "must be true or false, but is '" + word + "'");
    };
  }

  private List<Requirement> objectives(Config config, String key, boolean whereMeasured) {
    ConfigValue list = config.root().get(key);
    if (list == null) {
      return List.of();
    }
    List<String> texts;
    try {
      texts = config.getStringList(key);
    } catch (ConfigException e) {
      throw problem(key, "must be a list of objectives, such as [\"lag.parked.p99 <= 50ms\"]");
    }
    List<Requirement> objectives = new ArrayList<>();
    for (String text : texts) {
      try {
        objectives.add(Requirement.parse(text, whereMeasured));
      } catch (IllegalArgumentException e) {
        throw problem(key, e.getMessage());
      }
    }
    return objectives;
  }

  private ConfigObject object(Config config, String key) {
    if (config.root().get(key) instanceof ConfigObject object) {
      return object;
    }
    throw problem(key, "must be a block with a block for each measure");
  }

  private String text(ConfigObject object, String key, String path) {
    ConfigValue value = object.get(key);
    if (value == null
        || value.valueType() == ConfigValueType.OBJECT
        || value.valueType() == ConfigValueType.LIST
        || value.unwrapped() == null) {
      throw problem(path, "must be a single value");
    }
    return value.unwrapped().toString();
  }

  private double share(String key, String text) {
    try {
      return Unit.SHARE.parse(text);
    } catch (IllegalArgumentException e) {
      throw problem(key, e.getMessage());
    }
  }

  private PolicyException problem(String key, String text) {
    return new PolicyException(source, key, text);
  }

  private static String type(ConfigValue value) {
    return value.valueType().name().toLowerCase(Locale.ROOT);
  }

  private static String afterColon(String message) {
    return message.substring(message.indexOf(':') + 1).trim();
  }
}
