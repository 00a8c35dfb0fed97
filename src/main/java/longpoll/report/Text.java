package longpoll.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import longpoll.text.Numbers;

/** Words and instants as the pages write them. What is not known is a dash. */
final class Text {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Text() {}

  /** An ISO 8601 instant to the second; what is not one stays as it is. */
  static String moment(String iso) {
    if (iso == null) {
      return Numbers.NONE;
    }
    try {
      return MOMENT.format(Instant.parse(iso));
    } catch (DateTimeParseException e) {
      return iso;
    }
  }

  /** A simulation's name without its package. */
  static String simulation(String name) {
    return name == null ? Numbers.NONE : name.substring(name.lastIndexOf('.') + 1);
  }

  static String orNone(Object value) {
    return value == null || value.toString().isEmpty() ? Numbers.NONE : value.toString();
  }
}
