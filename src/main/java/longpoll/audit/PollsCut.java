package longpoll.audit;

import java.util.List;
import java.util.Map;
import longpoll.audit.SeenPoll.Fate;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Verdict;

/** Judges whether the gateway ends polls that the server still holds, and after how long. */
final class PollsCut {
  static final String ID = "polls-cut";
  private static final String TITLE = "The gateway holds a poll for as long as the server does";

  /** Who is known for which second. */
  private static final Map<Integer, String> SIGNATURES =
      Map.of(
          10, "10 s is what APIPark's sample sets",
          15, "15 s is Envoy's default",
          29, "29 s is the default of AWS API Gateway",
          30, "30 s is the default of Google Cloud's load balancers and Heroku's router",
          50, "50 s is what Debian's haproxy.cfg sets",
          60, "60 s is the default of nginx, AWS ALB and Apache",
          100, "100 s is Cloudflare's default",
          240, "240 s is the default of Azure's load balancers",
          350, "350 s is the default of AWS NLB");

  private static final double SECONDS_A_DAY = 86_400;
  private static final double NEAR_SECONDS = 0.7;

  private PollsCut() {}

  static Finding judge(Comparison seen) {
    List<SeenPoll> cut = seen.withFate(seen.via(), Fate.CUT);
    List<SeenPoll> cutDirect = seen.withFate(seen.direct(), Fate.CUT);
    if (cut.isEmpty()) {
      Finding early = early(seen);
      return early == null ? uncut(seen) : early;
    }
    double after = after(cut);
    String found =
        "via, "
            + Words.part(cut.size(), seen.via().size(), "polls")
            + " ended after "
            + Words.time(after)
            + " with "
            + Words.kinds(cut, SeenPoll::ending)
            + "; direct, "
            + cutDirect.size()
            + " of "
            + seen.direct().size();
    if (cutDirect.size() * (long) seen.via().size() * 2
        > cut.size() * (long) seen.direct().size()) {
      return finding(
          Verdict.UNKNOWN,
          found + ": the server does so by itself",
          "Let longpoll contract look at the server first.",
          cut.get(0).timeline("via"));
    }
    return finding(
        Verdict.FAIL,
        found + ". The hold limit is " + hold(seen) + signature(after) + cost(seen, after),
        "Set the read timeout well above the hold limit: "
            + seen.gateway().readTimeout
            + ". Or let the server hold for less than "
            + Words.time(after)
            + ".",
        cut.get(0).timeline("via"));
  }

  /** Where the gateway answers polls by itself, from a cache; null where it does not. */
  private static Finding early(Comparison seen) {
    Double direct = holdOfEmpty(seen, seen.direct());
    Double via = holdOfEmpty(seen, seen.via());
    if (direct == null || via == null || via > direct / 2) {
      return null;
    }
    return finding(
        Verdict.FAIL,
        "polls without news ended via after "
            + Words.time(via)
            + " (p50), direct after "
            + Words.time(direct)
            + ": the gateway answers by itself, as from a cache",
        "Keep answers of polls out of the gateway's cache, and let it obey Cache-Control:"
            + " no-store.",
        seen.withFate(seen.via(), Fate.EMPTY).get(0).timeline("via"));
  }

  private static Double holdOfEmpty(Comparison seen, List<SeenPoll> side) {
    return Words.median(
        seen.withFate(side, Fate.EMPTY).stream()
            .map(poll -> (double) poll.lastedMicros())
            .toList());
  }

  private static Finding uncut(Comparison seen) {
    List<Double> holds =
        seen.withFate(seen.via(), Fate.EMPTY).stream()
            .map(poll -> (double) poll.lastedMicros())
            .toList();
    String found = "none of " + seen.via().size() + " polls was cut";
    return holds.isEmpty()
        ? finding(
            Verdict.UNKNOWN,
            found + ", but none came to its hold limit either",
            "Audit where less is published, so that some polls end without news.",
            List.of())
        : finding(
            Verdict.PASS,
            found
                + "; "
                + holds.size()
                + " were held to their limit, for "
                + Words.time(Words.median(holds))
                + " (p50)",
            "",
            List.of());
  }

  static Double after(List<SeenPoll> cut) {
    return Words.median(cut.stream().map(poll -> (double) poll.lastedMicros()).toList());
  }

  private static String hold(Comparison seen) {
    return Words.time(seen.plan().hold().toNanos() / 1e3);
  }

  private static String signature(double afterMicros) {
    return SIGNATURES.entrySet().stream()
        .filter(one -> Math.abs(afterMicros / 1e6 - one.getKey()) < NEAR_SECONDS)
        .map(one -> "; " + one.getValue())
        .findFirst()
        .orElse("");
  }

  private static String cost(Comparison seen, double afterMicros) {
    double idle = SECONDS_A_DAY / (seen.plan().hold().toNanos() / 1e9);
    double cut = SECONDS_A_DAY / (afterMicros / 1e6);
    String lost =
        seen.plan().dialect().resumes()
            ? ""
            : ", and loses what is published between the cut and its next poll";
    return ". A client without news polls up to "
        + Words.count(cut)
        + " times a day in place of "
        + Words.count(idle)
        + ", each time after a failure"
        + lost;
  }

  private static Finding finding(
      Verdict verdict, String found, String advice, List<Finding.Moment> timeline) {
    return new Finding(ID, TITLE, verdict, found, "", advice, timeline);
  }
}
