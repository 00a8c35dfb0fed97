package longpoll.measure;

/** Where an instant lies in a run. Only what lies in the window counts. */
public enum Phase {
  /** Users are still arriving. */
  RAMP,
  /** All users are there; the system settles. */
  WARMUP,
  /** What is measured. */
  WINDOW,
  /** Users poll on, so that the window's last events can arrive. */
  TAIL;

  /** The word in {@code series.csv}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
