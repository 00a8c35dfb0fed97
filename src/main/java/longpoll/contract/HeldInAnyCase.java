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
    List<Variation> broken = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    boolean told = true;
    for (Variation variation : variations) {
      boolean all =
          variation.polls().size() == SideBySide.REPETITIONS
              && variation.polls().stream()
                  .allMatch(poll -> poll.goesOn() && poll.cameWithin(atOnce));
      Polled last = variation.last();
      if (all) {
        hot.add(variation);
      } else if (last.status() >= 500 || last.isBrokenOff()) {
        broken.add(variation);
      } else {
        seen.add(variation.what() + ": " + last.inBrief());
        // Something else than a poll's answer: a redirect, say.
        told &= last.exchange().head() == null || last.goesOn() || last.isRefused();
      }
    }
    if (!broken.isEmpty()) {
      return statement.fail(
          inWords(broken),
          RULE,
          "Answer 400 and name the parameter: a request that is not understood is no failure of the"
              + " server",
          broken.get(0).polls());
    }
    if (hot.isEmpty()) {
      String found = String.join("; ", seen);
      return told ? statement.pass(found, RULE) : statement.unknown(found, RULE);
    }
    List<Polled> ordinary = evidence.beside().keptOpen();
    if (!ordinary.isEmpty() && ordinary.stream().allMatch(poll -> poll.cameWithin(atOnce))) {
      return statement.unknown(
          "Polls are answered at once in any case, one of them with " + ordinary.get(0).inBrief(),
          RULE);
    }
    return statement.fail(
        SideBySide.REPETITIONS + " in a row were answered at once: " + inWords(hot),
        RULE,
        misspelt
            ? "Ignore the parameter and hold the poll, or answer 400 and name it"
            : "Take a default and hold the poll, or answer 400 and name what is missing",
        hot.get(0).polls());
  }

  private static String inWords(List<Variation> variations) {
    return variations.stream()
        .map(each -> each.what() + " with " + each.last().inBrief())
        .collect(Collectors.joining("; "));
  }
}
