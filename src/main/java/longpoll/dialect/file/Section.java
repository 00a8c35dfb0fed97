package longpoll.dialect.file;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import longpoll.dialect.file.DialectFileException.Mistake;
import longpoll.text.NearestWord;

/**
 * A block of a dialect file while it is read. Whatever does not fit becomes a mistake with its path
 * and line, and reading goes on. A key is known once it was asked for; {@link #done} names the
 * others. Not thread-safe.
 */
final class Section {
  private final ConfigObject object;
  private final String path;
  private final Mistake.Collector mistakes;
  private final Set<String> known = new LinkedHashSet<>();

  Section(ConfigObject object, String path, Mistake.Collector mistakes) {
    this.object = object;
    this.path = path;
    this.mistakes = mistakes;
  }

  String path() {
    return path;
  }

  Mistake.Collector mistakes() {
    return mistakes;
  }

  ConfigOrigin origin() {
    return object.origin();
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return value(key) != null;
  }

  /** Null where there is none. */
  ConfigValue value(String key) {
    known.add(key);
    return object.get(key);
  }

  void wrong(String key, String problem) {
    ConfigValue value = object.get(key);
    mistakes.add(pathOf(key), value == null ? origin() : value.origin(), problem);
  }

  void wrong(String problem) {
    mistakes.add(path, origin(), problem);
  }

  /** A string, number or boolean as text; null where there is none, or it is something else. */
  String text(String key) {
    ConfigValue value = value(key);
    if (value == null) {
      return null;
    }
    String text = scalar(value);
    if (text == null) {
      wrong(key, "is " + kind(value) + ": a text is expected");
    }
    return text;
  }

  String text(String key, String otherwise) {
    String text = text(key);
    return text == null ? otherwise : text;
  }

  boolean flag(String key, boolean otherwise) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    if (!text.equals("true") && !text.equals("false")) {
      wrong(key, "is '" + text + "': true or false is expected");
      return otherwise;
    }
    return text.equals("true");
  }

  /** One of few words; the first of them where it is something else. */
  String word(String key, String otherwise, List<String> words) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    if (!words.contains(text)) {
      wrong(key, "is '" + text + "': one of " + String.join(", ", words) + " is expected");
      return words.get(0);
    }
    return text;
  }

  Duration duration(String key, Duration otherwise) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    Duration duration = durationOf(text);
    if (duration == null) {
      wrong(key, "is '" + text + "': a duration with its unit is expected, such as 30s or 500ms");
      return otherwise;
    }
    return duration;
  }

  /** Null for what is none; a bare number has no unit, and is none. */
  static Duration durationOf(String text) {
    if (text.isBlank() || Character.isDigit(text.charAt(text.length() - 1))) {
      return null;
    }
    try {
      Duration duration = ConfigValueFactory.fromAnyRef(text).atKey("d").getDuration("d");
      return duration.isNegative() ? null : duration;
    } catch (ConfigException | ArithmeticException e) {
      return null;
    }
  }

  /** Null where there is none, or it is no block. */
  Section section(String key) {
    ConfigValue value = value(key);
    if (value == null) {
      return null;
    }
    if (value instanceof ConfigObject block) {
      return new Section(block, pathOf(key), mistakes);
    }
    wrong(key, "is " + kind(value) + ": a block { ... } is expected");
    return null;
  }

  /** The elements of a list, or the one value that stands for such a list. */
  List<ConfigValue> list(String key) {
    ConfigValue value = value(key);
    if (value == null) {
      return List.of();
    }
    return value instanceof ConfigList list ? list : List.of(value);
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (ConfigValue value : list(key)) {
      String text = scalar(value);
      if (text == null) {
        wrong(key, "holds " + kind(value) + ": texts are expected");
      } else {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The blocks of a list. */
  List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    List<ConfigValue> values = list(key);
    for (int i = 0; i < values.size(); i++) {
      String name = pathOf(key) + "[" + (i + 1) + "]";
      if (values.get(i) instanceof ConfigObject block) {
        sections.add(new Section(block, name, mistakes));
      } else {
        mistakes.add(
            name,
            values.get(i).origin(),
            "is " + kind(values.get(i)) + ": a block { ... } is expected");
      }
    }
    return sections;
  }

  /** The keys in the order of the file; all of them are known then. */
  List<String> keys() {
    List<String> keys = new ArrayList<>(object.keySet());
    keys.sort((a, b) -> Integer.compare(line(a), line(b)));
    known.addAll(keys);
    return keys;
  }

  private int line(String key) {
    return object.get(key).origin().lineNumber();
  }

  /** Names the keys that nobody asked for. */
  void done() {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      if (!known.contains(entry.getKey())) {
        mistakes.add(
            pathOf(entry.getKey()),
            entry.getValue().origin(),
            "is unknown"
                + NearestWord.to(entry.getKey(), known)
                    .map(near -> ": did you mean " + near + "?")
                    .orElse(": the keys here are " + String.join(", ", known)));
      }
    }
  }

  /** Null for a block, a list or null. */
  static String scalar(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> String.valueOf(value.unwrapped());
      default -> null;
    };
  }

  static String kind(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "a block";
      case LIST -> "a list";
      case NULL -> "null";
      default -> "'" + value.unwrapped() + "'";
    };
  }

  static boolean isNumber(ConfigValue value) {
    return value.valueType() == ConfigValueType.NUMBER;
  }
}
