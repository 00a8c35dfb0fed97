package longpoll.preflight;

/** One result of the check before load. */
public record Finding(Severity severity, String text) {

  /** What a finding means for the run. */
  public enum Severity {
    /** The run would fail, so it is not started. */
    REFUSAL,
    /** The run is started, but its figures may suffer. */
    WARNING,
    /** A limit that could not be checked. */
    UNKNOWN
  }
}
