package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorCollectorTest {
  private final List<String> logged = new ArrayList<>();
  private final ErrorCollector errors =
      new ErrorCollector((part, thrown) -> logged.add(part + " " + thrown));

  static List<Throwable> throwables() {
    return List.of(
        new NumberFormatException("Infinite or NaN"),
        new IOException("Infinite or NaN"),
        new StackOverflowError("Infinite or NaN"),
        new NoClassDefFoundError("Infinite or NaN"),
        new OutOfMemoryError("Infinite or NaN"));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void whatIsThrownBecomesASentenceThatNamesPartAndProblem(Throwable thrown) {
    String got = errors.get("held", "otherwise", () -> failing(thrown));

    assertThat(got).isEqualTo("otherwise");
    assertThat(errors.problems()).hasSize(1);
    assertThat(errors.problems().get(0))
        .startsWith("held failed while the run was closed")
        .contains(
            thrown.getClass().getSimpleName() + ": Infinite or NaN (ErrorCollectorTest.java:");
    assertThat(logged).containsExactly("held " + thrown);
  }

  private static String failing(Throwable thrown) throws Exception {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (Exception) thrown;
  }

  @Test
  void aPartThatWorksLeavesNothingBehind() {
    assertThat(errors.get("held", 0, () -> 7)).isEqualTo(7);
    errors.run("polls", () -> logged.add("ran"));

    assertThat(errors.problems()).isEmpty();
    assertThat(logged).containsExactly("ran");
  }

  @Test
  void theSameProblemIsToldOnce() {
    for (int i = 0; i < 2; i++) {
      errors.run("report.html", () -> failing(new IOException("No space left on device")));
    }

    assertThat(errors.problems()).hasSize(1);
  }

  @Test
  void aMessageOfManyLinesIsOneBoundedPrintableLine() {
    String hostile = "\u001b[31m a\n\tb\u0000 " + "x".repeat(10_000);
    errors.run("events", () -> failing(new IllegalStateException(hostile)));

    assertThat(errors.problems().get(0)).contains("[31m a b").contains("xxx").hasSizeLessThan(500);
    assertThat(errors.problems().get(0).chars()).noneMatch(Character::isISOControl);
  }

  @Test
  void aLogThatFailsDoesNotHideThePart() {
    ErrorCollector unlogged =
        new ErrorCollector(
            (part, thrown) -> {
              throw new StackOverflowError();
            });
    unlogged.run("held", () -> failing(new IOException()));

    assertThat(unlogged.problems()).anyMatch(problem -> problem.startsWith("held"));
  }
}
