package longpoll.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import longpoll.contract.SideBySide.Variation;
import longpoll.finding.Finding;

/** Polls without a parameter, or with one misspelt, are held or refused as well. */
final class HeldInAnyCase implements Check {
  private static final String RULE =
      "A client that leaves a parameter out is refused (RFC 9110 15.5.1) or held: if it is answered"
          + " at once, it polls as fast as it can";

  private final Statement statement;
  private final boolean misspelt;

  private HeldInAnyCase(Statement statement, boolean misspelt) {
    this.statement = statement;
    this.misspelt = misspelt;
  }

  static HeldInAnyCase withoutParameters() {
    return new HeldInAnyCase(
        new Statement(
            "poll-held-without-parameters", "Polls without a parameter are held or refused"),
        false);
  }

  static HeldInAnyCase withMisspeltParameters() {
    return new HeldInAnyCase(
        new Statement(
            "poll-held-with-misspelt-parameters",
            "Polls with a misspelt parameter are held or refused"),
        true);
  }

  @Override
  public Finding judge(Evidence evidence) {
    List<Variation> variations =
        misspelt ? evidence.beside().misspelt() : evidence.beside().missing();
    if (variations.isEmpty()) {
      return statement.unknown(
          evidence.look().serial() ? Evidence.SERIAL : "The polls have no parameter", RULE);
    }
    long atOnce = evidence.about().atOnceMicros();
    List<Variation> hot = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (Variation variation : variations) {
      boolean all =
          variation.polls().size() == SideBySide.REPETITIONS
              && variation.polls().stream()
                  .allMatch(poll -> poll.goesOn() && poll.cameWithin(atOnce));
      if (all) {
        hot.add(variation);
      } else {
        seen.add(variation.what() + ": " + variation.last().inBrief());
      }
    }
    if (hot.isEmpty()) {
      return statement.pass(String.join("; ", seen), RULE);
    }
    return statement.fail(
        SideBySide.REPETITIONS
            + " in a row were answered at once: "
            + hot.stream()
                .map(each -> each.what() + " with " + each.last().inBrief())
                .collect(Collectors.joining("; ")),
        RULE,
        misspelt
            ? "Ignore the parameter and hold the poll, or answer 400 and name it"
            : "Take a default and hold the poll, or answer 400 and name what is missing",
        hot.get(0).polls());
  }
}
