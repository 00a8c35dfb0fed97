package longpoll.measure;

/**
 * Something a run must reach.
 *
 * @param name as it stands in Gatling's report and assertions
 * @param required in words
 * @param actual in words
 */
public record Objective(String name, boolean met, String required, String actual) {

  /** One line for the record's reasons. */
  public String missedInWords() {
    return "objective missed: " + name + ": required " + required + ", actual " + actual;
  }
}
