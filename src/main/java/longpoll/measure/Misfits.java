package longpoll.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import longpoll.dialect.Answer;

/**
 * What did not fit in the answers of a run: the first of each kind, in words. The kinds are few,
 * and bounded in any case. Thread-safe.
 */
final class Misfits {
  static final int MOST_KINDS = 32;

  /** By kind. */
  private final Map<String, String> first = new ConcurrentSkipListMap<>();

  private final Consumer<String> warning;

  /**
   * @param warning takes the first misfit of each kind that no failure tells of
   */
  Misfits(Consumer<String> warning) {
    this.warning = warning;
  }

  /** An answer that failed; whoever polls has said so already. */
  void failed(Answer answer) {
    String kind = answer.failureKind();
    keep(kind, () -> "first poll that failed as " + kind + ": " + answer.detail());
  }

  /** An answer that was read all the same. */
  void read(Answer answer) {
    for (Answer.Misfit misfit : answer.misfits()) {
      saw(misfit.kind(), misfit::detail);
    }
  }

  void saw(String kind, Supplier<String> words) {
    if (keep(kind, () -> "first answer that does not fit: " + words.get())) {
      warning.accept(first.get(kind));
    }
  }

  /** In the order of the kinds, as the record tells them. */
  Map<String, String> byKind() {
    return new TreeMap<>(first);
  }

  private boolean keep(String kind, Supplier<String> words) {
    return !first.containsKey(kind)
        && first.size() < MOST_KINDS
        && first.putIfAbsent(kind, words.get()) == null;
  }
}
