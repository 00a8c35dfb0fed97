package longpoll.settings;

import java.util.List;

/**
 * Settings that cannot be used. The message is ready to print: one line for each problem, each with
 * the key, the limit, the value and what to do.
 */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public SettingsException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }

  private static String message(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a SettingsException needs at least one problem");
    }
    StringBuilder text =
        new StringBuilder(
            problems.size() == 1
                ? "1 setting cannot be used:"
                : problems.size() + " settings cannot be used:");
    for (Problem problem : problems) {
      text.append(System.lineSeparator()).append("  ").append(problem);
    }
    return text.toString();
  }
}
