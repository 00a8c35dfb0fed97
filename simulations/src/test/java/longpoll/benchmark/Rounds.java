package longpoll.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import longpoll.host.EnvironmentFacts;
import longpoll.record.RunRecord;

/**
 * The figures of a part, round by round, of which the medians are kept. What belongs to the same
 * group is measured in turn, so that a change of the machine touches all of it. For one thread.
 */
final class Rounds {
  /** How many there are: three unless {@code -Dbenchmark.rounds} says otherwise. */
  static final int COUNT = Integer.getInteger("benchmark.rounds", 3);

  /** The fewest whose medians go into the documentation. */
  private static final int FEWEST = 3;

  private static final Path DOCS = Path.of("..", "docs");
  private static final Path TARGET = Path.of("target");

  /** When the first part begins: what the benchmark itself writes is no change. */
  private static final String COMMIT = commit();

  private final Part part;
  private final Map<Key, Map<String, List<Double>>> rows = new LinkedHashMap<>();
  private final Map<Key, String> notes = new LinkedHashMap<>();

  private record Key(String group, String row) {}

  Rounds(Part part) {
    this.part = part;
  }

  /**
   * Adds what one round has measured.
   *
   * @param figures by the key of their column; null for what was not measured
   */
  void add(String group, String row, Map<String, Double> figures) {
    Map<String, List<Double>> columns =
        rows.computeIfAbsent(new Key(group, row), absent -> new LinkedHashMap<>());
    figures.forEach(
        (column, value) -> {
          if (value != null) {
            columns.computeIfAbsent(column, absent -> new ArrayList<>()).add(value);
          }
        });
    System.out.printf(Locale.ROOT, "%s: %s %s %s%n", part.id(), group, row, new TreeMap<>(figures));
  }

  /** Says why a row has no figures, or what is wrong with them. */
  void note(String group, String row, String note) {
    rows.computeIfAbsent(new Key(group, row), absent -> new LinkedHashMap<>());
    notes.put(new Key(group, row), note);
    System.out.println(part.id() + ": " + group + " " + row + ": " + note);
  }

  List<Figures.Row> medians() {
    return rows.entrySet().stream()
        .map(
            row ->
                new Figures.Row(
                    row.getKey().group(),
                    row.getKey().row(),
                    row.getValue().entrySet().stream()
                        .collect(
                            Collectors.toMap(
                                Map.Entry::getKey,
                                column -> median(column.getValue()),
                                (one, other) -> one,
                                TreeMap::new)),
                    notes.get(row.getKey())))
        .toList();
  }

  /** Of an even number of values, the mean of the two in the middle. */
  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /**
   * Writes the medians and the page. With fewer than three rounds they go below {@code target}, and
   * the documentation stays as it is.
   *
   * @throws AssertionError when nothing was measured
   */
  void save() throws IOException {
    List<Figures.Row> medians = medians();
    if (medians.stream().allMatch(row -> row.figures().isEmpty())) {
      throw new AssertionError("nothing was measured: " + medians);
    }
    boolean enough = COUNT >= FEWEST;
    Path figures = (enough ? DOCS : TARGET).resolve("performance.json");
    Figures all =
        Figures.read(figures)
            .with(
                part,
                new Figures.Measured(
                    LocalDate.now(ZoneOffset.UTC).toString(), COMMIT, machine(), COUNT, medians));
    all.write(figures);
    Path page = figures.resolveSibling("performance.md");
    Files.writeString(page, PerformancePage.of(all));
    System.out.println(PerformancePage.table(part, medians) + "in " + page);
  }

  private static String machine() {
    RunRecord.Environment here = EnvironmentFacts.collect(null);
    return String.format(
        Locale.ROOT,
        "%d cores (%s), %d GiB, %s %s, %s",
        here.cores(),
        here.cpu(),
        Math.round(here.memoryBytes() / Math.pow(2, 30)),
        here.os(),
        here.kernel(),
        here.jdk());
  }

  private static String commit() {
    String commit = git("rev-parse", "--short=10", "HEAD");
    String changed =
        git(
            "status",
            "--porcelain",
            "--",
            ":/",
            ":(top,exclude)docs/performance.json",
            ":(top,exclude)docs/performance.md");
    return commit == null || changed == null
        ? "unknown"
        : commit + (changed.isEmpty() ? "" : " with changes");
  }

  /** What git prints; null where there is none, or no checkout. */
  private static String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (BufferedReader out = process.inputReader()) {
        String text = out.lines().collect(Collectors.joining("\n"));
        return process.waitFor() == 0 ? text : null;
      }
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while asking git", e);
    }
  }
}
