package longpoll.server.options;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The publish schedules a server can be started with. */
public enum ScheduleKind {
  FIXED,
  POISSON,
  BURST,
  TRACE,
  NONE;

  /** The names of all kinds on the command line. */
  public static List<String> names() {
    return Arrays.stream(values()).map(ScheduleKind::toString).toList();
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
