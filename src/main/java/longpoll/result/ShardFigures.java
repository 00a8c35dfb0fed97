package longpoll.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import longpoll.measure.RunSnapshot;
import longpoll.measure.Shard;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;

/** The injectors of a merged run side by side, and what is lacking of them. Immutable. */
final class ShardFigures {
  private final RunSnapshot run;
  private final FoundShards found;

  ShardFigures(RunSnapshot run, FoundShards found) {
    this.run = run;
    this.found = found;
  }

  RunRecord.Shards shards() {
    return new RunRecord.Shards(
        found.expected(),
        run.shards().size(),
        missing(),
        startErrorMillis(),
        run.shards().stream()
            .map(
                shard ->
                    new RunRecord.ShardHealth(
                        shard.number(),
                        shard.description().users(),
                        shard.injector(),
                        shard.clock()))
            .toList());
  }

  private List<Integer> missing() {
    TreeSet<Integer> missing = new TreeSet<>(IntStream.range(0, found.expected()).boxed().toList());
    run.shards().forEach(shard -> missing.remove(shard.number()));
    return List.copyOf(missing);
  }

  /** Ascending numbers with their ranges in short: {@code 1, 4 to 7}. */
  static String ranges(List<Integer> numbers) {
    List<String> ranges = new ArrayList<>();
    for (int from = 0, to; from < numbers.size(); from = to + 1) {
      to = from;
      while (to + 1 < numbers.size() && numbers.get(to + 1) == numbers.get(to) + 1) {
        to++;
      }
      ranges.add(numbers.get(from) + (to == from ? "" : " to " + numbers.get(to)));
    }
    return String.join(", ", ranges);
  }

  /** After the earliest start of any timeline: with a common start, all of them are that. */
  private Map<String, Double> startErrorMillis() {
    long start = run.shards().stream().mapToLong(run::startMicros).min().orElseThrow();
    Map<String, Double> errors = new LinkedHashMap<>();
    for (Shard shard : run.shards()) {
      long late = run.startMicros(shard) - start + shard.timing().lateMicros();
      errors.put(Integer.toString(shard.number()), late / 1e3);
    }
    return errors;
  }

  /** Why the numbers are not those of the whole load. */
  List<String> invalid() {
    List<String> invalid = new ArrayList<>();
    List<Integer> missing = missing();
    if (!missing.isEmpty()) {
      int users = run.first().description().usersOfAll();
      invalid.add(
          String.format(
              Locale.ROOT,
              "%d of %d injectors %s missing (%s), and with %s %s of %s users",
              missing.size(),
              found.expected(),
              missing.size() == 1 ? "is" : "are",
              ranges(missing),
              missing.size() == 1 ? "it" : "them",
              Numbers.count(users - run.users()),
              Numbers.count(users)));
    }
    if (!missing.isEmpty()) {
      invalid.addAll(found.leftOut());
    }
    invalid.addAll(found.damaged());
    for (Shard shard : run.shards()) {
      shard
          .problems()
          .forEach(problem -> invalid.add("injector " + shard.number() + ": " + problem));
    }
    return invalid;
  }

  /** What a reader should know although the numbers stand. */
  List<String> notices() {
    List<String> notices = new ArrayList<>();
    if (missing().isEmpty()) {
      notices.addAll(found.leftOut());
    }
    if (!run.onOneWindow()) {
      notices.add(
          String.format(
              Locale.ROOT,
              "the windows of the injectors began up to %.0f ms apart, so what every user should"
                  + " have got cannot be told of all of them together: give all injectors the same"
                  + " start-at, or a barrier",
              run.windowsApartMicros() / 1e3));
    }
    return notices;
  }
}
