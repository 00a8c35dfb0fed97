package longpoll.settings;

/** When the bundled server publishes. */
public enum ScheduleKind {
  /** Independent events at a mean distance. */
  POISSON,
  /** One event every period. */
  FIXED,
  /** Several events at once, every period. */
  BURST,
  /** The instants of a file. */
  TRACE,
  /** Nothing but what is posted to it. */
  NONE
}
