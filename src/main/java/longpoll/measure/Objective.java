package longpoll.measure;

/**
 * Something a run must reach.
 *
 * @param name as it stands in Gatling's report and assertions
 * @param required in words
 * @param actual in words
 */
public record Objective(String name, boolean met, String required, String actual) {

  private static final String MISSED = "objective missed: ";

  /** Whether one of a record's reasons is of an objective that was missed. */
  public static boolean isMissedInWords(String reason) {
    return reason.startsWith(MISSED);
  }

  /** One line for the record's reasons. */
  public String missedInWords() {
    return MISSED + name + ": required " + required + ", actual " + actual;
  }
}
