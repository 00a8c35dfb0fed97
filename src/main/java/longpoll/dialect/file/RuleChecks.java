package longpoll.dialect.file;

import java.util.BitSet;
import java.util.List;
import longpoll.dialect.file.Condition.Body;
import longpoll.dialect.file.Condition.Events;
import longpoll.dialect.file.Condition.Value;

/** Finds rules that no answer can reach, and what the rules together do not say. */
final class RuleChecks {
  private final Section section;
  private final List<Rule> rules;

  /**
   * @param section the block that holds {@code answers}
   */
  RuleChecks(Section section, List<Rule> rules) {
    this.section = section;
    this.rules = rules;
  }

  void check() {
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      String never = contradiction(rule);
      String problem = never == null ? hidden(i) : "can never match: " + never;
      if (problem != null) {
        section.mistakes().add(section.pathOf("answers[" + (i + 1) + "]"), rule.origin(), problem);
      }
    }
  }

  private static String contradiction(Rule rule) {
    List<Condition> conditions = rule.conditions();
    for (int i = 0; i < conditions.size(); i++) {
      for (int j = i + 1; j < conditions.size(); j++) {
        if (conditions.get(i).excludes(conditions.get(j))) {
          return conditions.get(i) + ", but " + conditions.get(j);
        }
      }
    }
    for (Condition condition : conditions) {
      if (wantsBody(condition) && !mayHaveBody(rule.statuses())) {
        return condition + ", but " + rule.statusText() + " has no body";
      }
    }
    return null;
  }

  private static boolean wantsBody(Condition condition) {
    return condition instanceof Value value && value.wantsBody()
        || condition instanceof Events events && events.some()
        || condition instanceof Body body && body.some();
  }

  /** HTTP gives 1xx, 204 and 304 no body. */
  private static boolean mayHaveBody(BitSet statuses) {
    BitSet some = (BitSet) statuses.clone();
    some.clear(100, 200);
    some.clear(204);
    some.clear(304);
    return !some.isEmpty();
  }

  private String hidden(int at) {
    Rule rule = rules.get(at);
    BitSet left = (BitSet) rule.statuses().clone();
    for (int i = 0; i < at; i++) {
      Rule earlier = rules.get(i);
      if (isMetBy(earlier, rule)) {
        left.andNot(earlier.statuses());
        if (left.isEmpty()) {
          return "is hidden by "
              + earlier.name()
              + ", which comes first and matches every answer that this one would: put the narrower"
              + " rule first, or delete one";
        }
      }
    }
    return null;
  }

  /** Whether the conditions of the earlier rule hold wherever those of the later one do. */
  private static boolean isMetBy(Rule earlier, Rule later) {
    return earlier.conditions().stream()
        .allMatch(
            wanted ->
                later.conditions().stream().anyMatch(wanted::follows)
                    || wanted.equals(new Body(false)) && !mayHaveBody(later.statuses()));
  }

  /** A poll must be able to end with news, and, unless it is held for ever, without. */
  void checkPoll(boolean endsWithoutNews) {
    boolean empty = rules.stream().anyMatch(rule -> rule.kind() == Reading.Kind.EMPTY);
    if (!empty && endsWithoutNews) {
      section.wrong(
          "answers",
          "has no rule with then = empty: say what an answer without news is, or hold = none where"
              + " polls are held until there is news");
    }
    boolean news =
        rules.stream()
            .anyMatch(
                rule ->
                    rule.kind() == Reading.Kind.EVENTS || rule.kind() == Reading.Kind.FOLLOW_UP);
    if (!news) {
      section.wrong("answers", "has no rule with then = events: say what an answer with news is");
    }
  }
}
