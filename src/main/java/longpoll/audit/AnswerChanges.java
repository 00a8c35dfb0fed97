package longpoll.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import longpoll.audit.SeenPoll.Fate;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Verdict;
import longpoll.text.Excerpt;

/** Judges whether the gateway changes statuses and headers of the server's answers. */
final class AnswerChanges {
  static final String STATUSES = "statuses";
  static final String HEADERS = "headers";

  /** Of one connection and not of the answer, or a gateway's own business. */
  private static final Set<String> OF_THE_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "transfer-encoding",
          "content-length",
          "date",
          "server",
          "via",
          "set-cookie",
          "x-accel-buffering");

  /** Whose value must stay. */
  private static final Set<String> SAME_VALUE =
      Set.of("cache-control", "content-type", "content-encoding", "pragma", "expires");

  /** That make an answer another one where a gateway adds them. */
  private static final Set<String> NOT_ADDED = Set.of("content-encoding", "age", "cache-control");

  private AnswerChanges() {}

  static Finding statuses(Comparison seen) {
    Map<Integer, Long> direct = statuses(seen.direct());
    List<SeenPoll> changed =
        seen.withFate(seen.via(), Fate.OTHER).stream()
            .filter(poll -> poll.exchange().status() > 0)
            .filter(poll -> !direct.containsKey(poll.exchange().status()) || isWorse(poll, seen))
            .toList();
    List<SeenPoll> other =
        seen.via().stream()
            .filter(SeenPoll::understood)
            .filter(poll -> !direct.containsKey(poll.exchange().status()))
            .toList();
    String found =
        "direct: "
            + Words.kinds(seen.direct(), SeenPoll::ending)
            + "; via: "
            + Words.kinds(seen.via(), SeenPoll::ending);
    if (!changed.isEmpty()) {
      return new Finding(
          STATUSES,
          "Answers keep their status",
          Verdict.FAIL,
          found
              + ". "
              + Words.part(changed.size(), seen.via().size(), "answers via")
              + " are none of the protocol's",
          "",
          "Switch off whatever rewrites answers or has pages of its own for them.",
          changed.get(0).timeline("via"));
    }
    if (seen.via().stream().noneMatch(SeenPoll::understood)) {
      return new Finding(
          STATUSES,
          "Answers keep their status",
          Verdict.UNKNOWN,
          found + ": no answer of the server's came through",
          "",
          "",
          List.of());
    }
    boolean unseen = !other.isEmpty();
    return new Finding(
        STATUSES,
        "Answers keep their status",
        unseen ? Verdict.UNKNOWN : Verdict.PASS,
        found + (unseen ? ": one that did not come direct may be a matter of time" : ""),
        "",
        unseen ? "Audit for longer, with a longer --hold or while events are published." : "",
        List.of());
  }

  /** Whether the dialect understood answers of this status direct, and not this one. */
  private static boolean isWorse(SeenPoll poll, Comparison seen) {
    return seen.withFate(seen.direct(), Fate.OTHER).stream()
        .noneMatch(one -> one.exchange().status() == poll.exchange().status());
  }

  private static Map<Integer, Long> statuses(List<SeenPoll> side) {
    Map<Integer, Long> counts = new TreeMap<>();
    side.stream()
        .filter(poll -> poll.exchange().status() > 0)
        .forEach(poll -> counts.merge(poll.exchange().status(), 1L, Long::sum));
    return counts;
  }

  static Finding headers(Comparison seen) {
    Map<Integer, Map<String, Set<String>>> direct = headersByStatus(seen.direct());
    Map<Integer, Map<String, Set<String>>> via = headersByStatus(seen.via());
    Set<String> bad = new TreeSet<>();
    Set<String> added = new TreeSet<>();
    boolean compared = false;
    for (Integer status : direct.keySet()) {
      if (via.containsKey(status)) {
        compared = true;
        compare(status, direct.get(status), via.get(status), bad, added);
      }
    }
    String also = added.isEmpty() ? "" : "added: " + String.join(", ", added);
    if (!compared) {
      return headers(Verdict.UNKNOWN, "no answers of the same status came on both sides", "");
    }
    if (!bad.isEmpty()) {
      return headers(
          Verdict.FAIL,
          String.join("; ", bad) + (also.isEmpty() ? "" : "; " + also),
          "Let the gateway pass on headers of answers as they are, and keep answers of polls out of"
              + " its cache and its compression.");
    }
    return headers(
        Verdict.PASS, "none is dropped or changed" + (also.isEmpty() ? "" : "; " + also), "");
  }

  private static void compare(
      int status,
      Map<String, Set<String>> direct,
      Map<String, Set<String>> via,
      Set<String> bad,
      Set<String> added) {
    direct.forEach(
        (name, values) -> {
          Set<String> there = via.get(name);
          if (there == null) {
            bad.add(Excerpt.of(name, 60) + " of a " + status + " is dropped");
          } else if (SAME_VALUE.contains(name) && !values.containsAll(there)) {
            List<String> changed = new ArrayList<>(there);
            changed.removeAll(values);
            bad.add(
                name
                    + " of a "
                    + status
                    + " is changed from "
                    + Excerpt.of(String.join(" or ", values), 60)
                    + " to "
                    + Excerpt.of(changed.get(0), 60));
          }
        });
    via.forEach(
        (name, values) -> {
          if (!direct.containsKey(name)) {
            if (NOT_ADDED.contains(name)) {
              bad.add(
                  name
                      + ": "
                      + Excerpt.of(values.iterator().next(), 60)
                      + " is added to a "
                      + status);
            } else {
              added.add(Excerpt.of(name, 60));
            }
          }
        });
  }

  /** Headers that each understood answer of a status has, with all their values. */
  private static Map<Integer, Map<String, Set<String>>> headersByStatus(List<SeenPoll> side) {
    Map<Integer, Map<String, Set<String>>> byStatus = new TreeMap<>();
    for (SeenPoll poll : side) {
      if (!poll.understood()) {
        continue;
      }
      Map<String, Set<String>> own = new TreeMap<>();
      poll.headers()
          .forEach(
              header -> {
                String name = header.getKey().toLowerCase(Locale.ROOT);
                if (!OF_THE_HOP.contains(name)) {
                  own.computeIfAbsent(name, any -> new TreeSet<>()).add(header.getValue());
                }
              });
      byStatus.merge(poll.exchange().status(), own, AnswerChanges::both);
    }
    return byStatus;
  }

  private static Map<String, Set<String>> both(
      Map<String, Set<String>> one, Map<String, Set<String>> other) {
    one.keySet().retainAll(other.keySet());
    one.forEach((name, values) -> values.addAll(other.get(name)));
    return one;
  }

  private static Finding headers(Verdict verdict, String found, String advice) {
    return new Finding(
        HEADERS, "Answers keep their headers", verdict, found, "", advice, List.of());
  }
}
