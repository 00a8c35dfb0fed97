package longpoll.audit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Figures and lists in the sentences of findings. */
final class Words {
  private Words() {}

  /** Such as {@code 1.0 s}, and below a tenth of it {@code 12.3 ms}. */
  static String time(double micros) {
    return Math.abs(micros) < 100_000
        ? String.format(Locale.ROOT, "%.1f ms", micros / 1e3)
        : String.format(Locale.ROOT, "%.1f s", micros / 1e6);
  }

  /** Such as {@code 3.2 ms later}. */
  static String later(double micros) {
    return time(Math.abs(micros)) + (micros < 0 ? " earlier" : " later");
  }

  static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  /** Such as {@code 12 of 100 polls}. */
  static String part(long some, long all, String what) {
    return some + " of " + all + " " + what;
  }

  /** Such as {@code 504 (38), closed (2)}, the most frequent first. */
  static <T> String kinds(List<T> all, Function<T, String> kind) {
    Map<String, Long> counts =
        all.stream().collect(Collectors.groupingBy(kind, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(one -> counts.size() == 1 ? one.getKey() : one.getKey() + " (" + one.getValue() + ")")
        .collect(Collectors.joining(", "));
  }

  /** The value below which a share of the values lies; null where there are none. */
  static Double quantile(List<Double> values, double share) {
    if (values.isEmpty()) {
      return null;
    }
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
  }

  static Double median(List<Double> values) {
    return quantile(values, 0.5);
  }
}
