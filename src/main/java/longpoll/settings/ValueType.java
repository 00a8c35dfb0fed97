package longpoll.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import longpoll.api.ApiDefinitions;
import longpoll.dialect.Dialect;
import longpoll.dialect.Dialects;
import longpoll.text.HttpUrl;

/**
 * How values of one type are read, and how a run record keeps them. Immutable.
 *
 * @param reader makes a value of what a file or the command line says; throws an {@link
 *     IllegalArgumentException} that says what to write instead
 * @param recorder makes a number, a boolean, a text or a list of a value
 * @param limits what can be written where the row has no range
 * @param advice what to do about a value beyond the range
 */
record ValueType<T>(
    Function<Object, T> reader, Function<T, Object> recorder, String limits, String advice) {

  private static final String SPACE = "\\s+";
  private static final String COMMA_OR_SPACE = "[,\\s]+";

  /** The type of a component of {@link Settings}, as its Java type and its row describe it. */
  static ValueType<?> of(RecordComponent component, Setting setting) {
    Class<?> type = component.getType();
    if (setting.form() == Setting.Form.SIZE) {
      return scalar(
              text -> bytes(text, SettingRow.Range.of(setting).max()),
              (Integer size) -> Units.formatBytes(size))
          .advising("set a size in this range");
    } else if (setting.form() == Setting.Form.FOLDER) {
      return scalar(String::trim, ValueType::relative);
    } else if (type == int.class) {
      return scalar(text -> (int) wholeNumber(text, Integer.MAX_VALUE), number -> number)
          .limitedTo("a whole number")
          .advising("set a number within this limit");
    } else if (type == long.class) {
      return scalar(text -> wholeNumber(text, Long.MAX_VALUE), number -> number)
          .limitedTo("a whole number")
          .advising("set a number within this limit");
    } else if (type == double.class) {
      return scalar(ValueType::decimal, number -> number).advising(shareAdvice(setting));
    } else if (type == boolean.class) {
      return scalar(ValueType::bool, flag -> flag).limitedTo("true or false");
    } else if (type == Duration.class) {
      return scalar(Units::parseDuration, Units::format)
          .advising("set a duration within these limits");
    } else if (type == String.class) {
      return scalar(String::trim, text -> text);
    } else if (type == List.class) {
      String separator = setting.form() == Setting.Form.COMMAS ? COMMA_OR_SPACE : SPACE;
      return new ValueType<>(value -> list(value, separator), SecretOptions::masked, "", "");
    } else if (type == Optional.class && mayHave(Instant.class, component)) {
      return scalar(
              text -> text.isBlank() ? Optional.empty() : Optional.of(instant(text.trim())),
              (Optional<Instant> instant) -> instant.map(Instant::toString).orElse(""))
          .limitedTo("an instant in ISO 8601, with its offset from UTC");
    } else if (type == Optional.class) {
      return scalar(
          text -> text.isBlank() ? Optional.empty() : Optional.of(HttpUrl.parse(text)),
          (Optional<URI> url) -> url.map(URI::toString).orElse(""));
    } else if (type == Dialect.class) {
      return scalar(ValueType::dialect, Dialect::identity)
          .limitedTo("one of " + String.join(", ", Dialects.names()) + ", or the path of a file");
    } else if (type == ApiDefinitions.class) {
      return scalar(ValueType::definitions, ApiDefinitions::file);
    } else if (type == LoadShare.class) {
      return scalar(text -> LoadShare.parse(text, System.getenv()), LoadShare::toString);
    } else if (type == Rearm.class) {
      return scalar(Rearm::parse, Rearm::toString);
    } else if (type.isEnum()) {
      List<String> names =
          Arrays.stream(type.getEnumConstants()).map(ValueType::constantName).toList();
      return scalar(text -> constant(type, names, text.trim()), ValueType::constantName)
          .limitedTo(String.join(" or ", names));
    }
    throw new IllegalStateException(
        setting.key() + ": no values of " + type + " can be read yet; add the type here");
  }

  private static String constantName(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  private static Object constant(Class<?> type, List<String> names, String text) {
    if (!names.contains(text)) {
      throw new IllegalArgumentException(Problem.oneOf(names, text));
    }
    return type.getEnumConstants()[names.indexOf(text)];
  }

  private static boolean mayHave(Class<?> type, RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType optional
        && optional.getActualTypeArguments()[0] == type;
  }

  @SuppressWarnings("unchecked")
  Object recorded(Object value) {
    return recorder.apply((T) value);
  }

  /** Only types that have a range are compared. */
  @SuppressWarnings("unchecked")
  int compare(Object value, T limit) {
    return ((Comparable<T>) value).compareTo(limit);
  }

  private static <T> ValueType<T> scalar(Function<String, T> reader, Function<T, Object> recorder) {
    return new ValueType<>(value -> reader.apply(single(value)), recorder, "", "");
  }

  private ValueType<T> limitedTo(String words) {
    return new ValueType<>(reader, recorder, words, advice);
  }

  private ValueType<T> advising(String words) {
    return new ValueType<>(reader, recorder, limits, words);
  }

  private static String single(Object value) {
    if (value instanceof Collection || value instanceof Map) {
      throw new IllegalArgumentException(
          "a single value is expected, but it is '" + value + "': write it without brackets");
    }
    return String.valueOf(value);
  }

  /** A list of a file, or one text of the command line, split. */
  private static List<String> list(Object value, String separator) {
    if (value instanceof Collection<?> elements) {
      return elements.stream().map(String::valueOf).toList();
    }
    return Arrays.stream(String.valueOf(value).split(separator))
        .filter(element -> !element.isEmpty())
        .toList();
  }

  private static long wholeNumber(String text, long most) {
    long number;
    try {
      number = Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a whole number is expected, but it is '" + text + "': write digits only, like 5000");
    }
    if (number > most || number < -most - 1) {
      throw new IllegalArgumentException(
          "a number from "
              + (-most - 1)
              + " to "
              + most
              + " is expected, but it is '"
              + text
              + "': set a number within this limit");
    }
    return number;
  }

  private static double decimal(String text) {
    try {
      return new BigDecimal(text.trim()).doubleValue();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a number is expected, but it is '" + text + "': write it like 0.95");
    }
  }

  private static String shareAdvice(Setting setting) {
    return "it is a share of "
        + setting.of()
        + ", "
        + setting.byDefault()
        + " means "
        + new BigDecimal(setting.byDefault()).movePointRight(2).stripTrailingZeros().toPlainString()
        + " %";
  }

  private static boolean bool(String text) {
    return switch (text.trim()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "true or false is expected, but it is '" + text + "': write one of the two");
    };
  }

  private static int bytes(String text, String most) {
    long bytes = Units.parseBytes(text);
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "at most "
              + Units.formatBytes(Units.parseBytes(most))
              + " is allowed, but it is '"
              + text
              + "': set a smaller size");
    }
    return (int) bytes;
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "an instant with its offset from UTC is expected, but it is '"
              + text
              + "': write it like 2027-01-31T12:00:00Z",
          e);
    }
  }

  private static Dialect dialect(String text) {
    return Dialects.named(text.trim(), System.getenv());
  }

  private static ApiDefinitions definitions(String text) {
    if (text.isBlank()) {
      return ApiDefinitions.NONE;
    }
    try {
      return ApiDefinitions.read(Path.of(text.trim()));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("a path is expected, but it is '" + text + "'", e);
    }
  }

  /**
   * A folder below the working directory without the path to it, which says nothing on another
   * machine.
   */
  private static String relative(String folder) {
    if (folder.isBlank()) {
      return folder;
    }
    Path here = Path.of("").toAbsolutePath();
    Path there = Path.of(folder).toAbsolutePath().normalize();
    return there.startsWith(here) ? here.relativize(there).toString() : there.toString();
  }
}
