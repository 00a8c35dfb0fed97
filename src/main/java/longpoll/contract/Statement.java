package longpoll.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Moment;
import longpoll.finding.Finding.Verdict;

/**
 * What a check examines: makes its findings. Immutable.
 *
 * @param id stable, in kebab case
 * @param title as a statement that holds or does not
 */
record Statement(String id, String title) {
  private static final int MOST_MOMENTS = 40;

  Finding pass(String found, String rule, Polled... shown) {
    return new Finding(id, title, Verdict.PASS, found, rule, "", timeline(List.of(shown)));
  }

  /** It holds, and there is something to do all the same. */
  Finding passWith(String found, String rule, String advice, Polled... shown) {
    return new Finding(id, title, Verdict.PASS, found, rule, advice, timeline(List.of(shown)));
  }

  Finding fail(String found, String rule, String advice, List<Polled> shown) {
    return new Finding(id, title, Verdict.FAIL, found, rule, advice, timeline(shown));
  }

  Finding fail(String found, String rule, String advice, Polled... shown) {
    return fail(found, rule, advice, List.of(shown));
  }

  Finding unknown(String why, String rule, Polled... shown) {
    return new Finding(id, title, Verdict.UNKNOWN, why, rule, "", timeline(List.of(shown)));
  }

  /** What happened to some polls, in order of time from the beginning of the first. */
  private static List<Moment> timeline(List<Polled> polls) {
    long start = polls.stream().mapToLong(each -> each.exchange().startMicros()).min().orElse(0);
    List<Moment> moments = new ArrayList<>();
    for (Polled poll : polls) {
      poll.exchange()
          .happenings()
          .forEach(
              each -> moments.add(new Moment(each.micros() - start, poll.client(), each.text())));
    }
    moments.sort(Comparator.comparingLong(Moment::micros));
    return moments.subList(0, Math.min(MOST_MOMENTS, moments.size()));
  }
}
