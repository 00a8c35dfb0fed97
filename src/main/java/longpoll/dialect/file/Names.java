package longpoll.dialect.file;

import java.util.ArrayList;
import java.util.List;

/**
 * The names whose values a template may use, each with its index in a {@link DialectState}. Built
 * while a file is read, not changed afterwards.
 */
final class Names {
  static final int TARGET = 0;
  static final int CHANNEL = 1;
  static final int USER = 2;
  static final int RUN = 3;
  static final int SEQ = 4;
  static final int PLANNED_AT = 5;
  static final int PUBLISHED_AT = 6;
  static final int PAYLOAD = 7;

  /** Known to every request. */
  static final List<String> FIXED = List.of("target", "channel", "user", "run");

  /** Known to the publisher only. */
  static final List<String> PUBLISHED = List.of("seq", "plannedAt", "publishedAt", "payload");

  /** Written with a unit; not part of the state, since each poll may ask for another. */
  static final String HOLD = "hold";

  private final List<String> names = new ArrayList<>();

  Names() {
    names.addAll(FIXED);
    names.addAll(PUBLISHED);
  }

  /** The index of a name, which is added where it is new. */
  int add(String name) {
    int at = names.indexOf(name);
    if (at >= 0) {
      return at;
    }
    names.add(name);
    return names.size() - 1;
  }

  /** -1 for a name that nobody has. */
  int index(String name) {
    return names.indexOf(name);
  }

  String name(int index) {
    return names.get(index);
  }

  int size() {
    return names.size();
  }

  /** Whether a user's file may not use the name for something else. */
  static boolean isReserved(String name) {
    return FIXED.contains(name)
        || PUBLISHED.contains(name)
        || name.equals(HOLD)
        || name.equals("env");
  }

  /** Whether the harness makes the value, and makes it a number. */
  static boolean isNumber(int index) {
    return index == USER || index == SEQ;
  }

  static boolean isInstant(int index) {
    return index == PLANNED_AT || index == PUBLISHED_AT;
  }
}
