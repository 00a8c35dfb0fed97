package longpoll.export;

import static longpoll.fake.EditedRun.latency;
import static longpoll.fake.EditedRun.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparer;
import longpoll.compare.Comparison;
import longpoll.compare.PolicyReader;
import longpoll.fake.EditedRun;

/** Comparisons for tests, of runs in a temporary folder: base runs b1…, candidate runs c1…. */
final class SampleComparisons {
  /** What is not steady from run to run: 0 to 0.07. */
  private static final double[] NOISE = {0.03, 0.01, 0.06, 0, 0.05, 0.02, 0.07, 0.04};

  private final Path runs;

  SampleComparisons(Path runs) {
    this.runs = runs;
  }

  /** Eight pairs; lag is 40 % longer in the candidate, and one of its runs missed two events. */
  Comparison regression() throws IOException {
    return compare(
        8,
        1.4,
        (record, number) -> {
          if (number == 3) {
            object(record, "/events").put("missed", 2);
          }
        });
  }

  Comparison equivalent() throws IOException {
    return compare(8, 1, (record, number) -> {});
  }

  /** One pair: no verdict is possible. */
  Comparison insufficient() throws IOException {
    return compare(1, 1.4, (record, number) -> {});
  }

  /** The candidate runs had more users, and one of them is invalid. */
  Comparison notComparable() throws IOException {
    return compare(
        6,
        1,
        (record, number) -> {
          object(record, "/settings").put("longpoll.users", 6000);
          if (number == 2) {
            record.put("status", "invalid");
            record.putArray("reasons").add("the injector's queue added 310 ms");
          }
        });
  }

  /** Of another machine, and worse. */
  Comparison advisory() throws IOException {
    return compare(
        8, 1.4, (record, number) -> object(record, "/environment").put("fingerprint", "another"));
  }

  /** A target that told nothing: no lag, no losses, no counters of its own. */
  Comparison nothingMeasured() throws IOException {
    return compare(8, 1, SampleComparisons::withoutMeasurements, true);
  }

  static void withoutMeasurements(ObjectNode record, int number) {
    record
        .withObject("/metrics")
        .properties()
        .forEach(
            metric -> {
              ObjectNode summary = (ObjectNode) metric.getValue();
              summary.put("count", 0);
              List.of("min", "mean", "p50", "p90", "p99", "p999", "max").forEach(summary::putNull);
            });
    for (String block : List.of("/events", "/health/server", "/health/injector")) {
      ObjectNode values = object(record, block);
      List.copyOf(values.properties()).forEach(value -> values.putNull(value.getKey()));
    }
    object(record, "/polls").putNull("emptyRate").putNull("perSecond");
  }

  interface Change {
    void to(ObjectNode record, int number);
  }

  private Comparison compare(int pairs, double factor, Change candidate) throws IOException {
    return compare(pairs, factor, candidate, false);
  }

  private Comparison compare(int pairs, double factor, Change change, boolean ofBothSides)
      throws IOException {
    List<ComparedRun> base = new ArrayList<>();
    List<ComparedRun> candidate = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      int number = i + 1;
      double steady = 1 + NOISE[i];
      base.add(
          run(
              "b" + number,
              lag(steady)
                  .andThen(
                      record -> {
                        if (ofBothSides) {
                          change.to(record, number);
                        }
                      })));
      candidate.add(
          run(
              "c" + number,
              lag(factor * (1 + NOISE[(i + 3) % 8]))
                  .andThen(SampleComparisons::next)
                  .andThen(record -> change.to(record, number))));
    }
    return new Comparer(PolicyReader.builtIn()).compare(base, candidate, true);
  }

  private static void next(ObjectNode record) {
    record.put("label", "next");
    object(record, "/settings").put("label", "next");
    object(record, "/environment").put("commit", "89abcdef0123456789abcdef0123456789abcdef");
  }

  private static Consumer<ObjectNode> lag(double factor) {
    return latency("lag.parked", 3 * factor, 8 * factor, 20 * factor);
  }

  private ComparedRun run(String id, Consumer<ObjectNode> change) throws IOException {
    return ComparedRun.read(EditedRun.write(runs, id, change));
  }
}
