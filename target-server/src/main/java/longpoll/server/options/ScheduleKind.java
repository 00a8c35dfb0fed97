package longpoll.server.options;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The publish schedules a server can be started with. */
public enum ScheduleKind {
  FIXED,
  POISSON,
  BURST,
  TRACE,
  NONE;

  static String names() {
    return Arrays.stream(values()).map(ScheduleKind::toString).collect(Collectors.joining("|"));
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
