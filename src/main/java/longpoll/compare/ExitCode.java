package longpoll.compare;

/** Exit codes of the command line; fixed, since scripts depend on them. */
public final class ExitCode {
  public static final int FINE = 0;

  /** The tool could not do its work: a record that cannot be read, a run that left none. */
  public static final int TOOL_ERROR = 1;

  /** A wrong option or policy. */
  public static final int USAGE = 2;

  /** A gated measure regressed or changed, or a run misses an objective. */
  public static final int REGRESSION = 3;

  /** The runs were not the same job, or one of them is not valid. */
  public static final int NOT_COMPARABLE = 4;

  /** Only with {@code --strict}: a gated measure is inconclusive or insufficient. */
  public static final int INCONCLUSIVE = 5;

  private ExitCode() {}
}
