package longpoll.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import longpoll.record.RecordException;
import longpoll.text.Excerpt;

/**
 * Runs the parts of a run's closing one by one: what one of them throws costs its own result and no
 * other. Each throw becomes a sentence for the record's reasons. Errors of the JVM are caught too:
 * a missing class or an overflowing stack in one part is no reason to lose what was measured. For
 * one thread.
 */
public class ErrorCollector {
  private static final int LONGEST_MESSAGE = 300;

  private final BiConsumer<String, Throwable> log;
  private final Set<String> problems = new LinkedHashSet<>();

  /**
   * @param log is told of each throw, with the part that it came from
   */
  public ErrorCollector(BiConsumer<String, Throwable> log) {
    this.log = log;
  }

  /** A part without a result. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  /**
   * What the work returns, or {@code otherwise} where it throws.
   *
   * @param part as it is named in the reason
   */
  public final <T> T get(String part, T otherwise, Callable<T> work) {
    try {
      return call(part, work);
    } catch (Throwable thrown) {
      note(part, thrown);
      return otherwise;
    }
  }

  public final void run(String part, Work work) {
    get(
        part,
        null,
        () -> {
          work.run();
          return null;
        });
  }

  /** What went wrong so far, each once. */
  public final List<String> problems() {
    return List.copyOf(problems);
  }

  /** Overridden by tests that want a part to fail. */
  protected <T> T call(String part, Callable<T> work) throws Exception {
    return work.call();
  }

  private void note(String part, Throwable thrown) {
    try {
      problems.add(sentence(part, thrown));
      log.accept(part, thrown);
    } catch (Throwable again) {
      // No memory left for words, or a log that fails: the part must be named all the same.
      problems.add(part);
    }
  }

  private static String sentence(String part, Throwable thrown) {
    List<String> words = new ArrayList<>();
    words.add(thrown.getClass().getSimpleName());
    if (thrown.getMessage() != null && !thrown.getMessage().isBlank()) {
      // It may quote what a target sent.
      words.add(Excerpt.of(thrown.getMessage(), LONGEST_MESSAGE));
    }
    return part
        + " failed while the run was closed, and is missing or not whole: "
        + String.join(": ", words)
        + place(thrown)
        + (isOfTheMachine(thrown) ? "" : "; please report it with the log");
  }

  /** A full disk is nothing to report. */
  private static boolean isOfTheMachine(Throwable thrown) {
    return thrown instanceof IOException || thrown instanceof RecordException;
  }

  /** Where in our own code, for whoever mends it. */
  private static String place(Throwable thrown) {
    for (StackTraceElement at : thrown.getStackTrace()) {
      if (at.getClassName().startsWith("longpoll.")) {
        return " (" + at.getFileName() + ":" + at.getLineNumber() + ")";
      }
    }
    return "";
  }
}
