package longpoll.preflight;

/** One thing to know before load. */
public record Finding(Severity severity, String text) {

  /** What follows from a finding. */
  public enum Severity {
    /** The run would fail: it is not started. */
    REFUSAL,
    /** The run is started, but its figures may suffer. */
    WARNING,
    /** Something that could not be checked. */
    UNKNOWN
  }
}
