package longpoll.finding;

import java.util.List;
import java.util.Objects;

/**
 * One thing that was examined, and what came of it. Immutable.
 *
 * @param id stable and in kebab case: scripts and filters depend on it
 * @param title what should hold, as a statement: "An empty answer has no body"
 * @param verdict whether it holds
 * @param found what was seen, with figures, in a sentence or two
 * @param rule what the standard, the API definition or the dialect says, with its source; empty for
 *     none
 * @param advice what to do about it; empty where there is nothing to do
 * @param timeline what was sent and what came, in order of time; empty where no single exchange
 *     shows it
 */
public record Finding(
    String id,
    String title,
    Verdict verdict,
    String found,
    String rule,
    String advice,
    List<Moment> timeline) {

  /** Whether what was examined holds. */
  public enum Verdict {
    PASS("pass"),
    FAIL("fail"),
    /** It was examined, but what was seen does not decide it; or it could not be examined. */
    UNKNOWN("cannot be told");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /** As reports and files write it. */
    public String word() {
      return word;
    }
  }

  /**
   * Something that happened.
   *
   * @param micros since the examination of this finding began
   * @param client which of the clients it happened to, such as "poll 2"
   * @param what printable and bounded; what a server sent is an excerpt
   */
  public record Moment(long micros, String client, String what) {
    public Moment {
      Objects.requireNonNull(client, "client");
      Objects.requireNonNull(what, "what");
    }
  }

  public Finding {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(found, "found");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(advice, "advice");
    timeline = List.copyOf(timeline);
  }
}
