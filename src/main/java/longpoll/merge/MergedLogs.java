package longpoll.merge;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.measure.HistogramLogs;
import longpoll.measure.Phase;
import longpoll.measure.RunSnapshot;
import longpoll.measure.Timeline;
import longpoll.merge.ShardSum.Part;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.SeriesCsv;
import longpoll.record.SeriesRow;
import org.HdrHistogram.Histogram;

/**
 * Writes {@code latency.hlog} and {@code series.csv} of several injectors as if they had been one,
 * second by second. Seconds count from the first injector's start; with a common start they are the
 * same for all. For one use, by one thread, which lets others help it to decode.
 */
final class MergedLogs {
  private final List<Source> sources = new ArrayList<>();
  private final Timeline timeline;
  private final Set<String> problems = new LinkedHashSet<>();

  /** The files of one injector, and how many seconds after the first it started. */
  private static final class Source {
    private final Part part;
    private final int shift;
    private final Map<Measure, Long> read = new EnumMap<>(Measure.class);
    private List<SeriesRow> rows = List.of();
    private ShardLog log;

    Source(Part part, int shift) {
      this.part = part;
      this.shift = shift;
    }

    SeriesRow row(int second) {
      int own = second - shift;
      return own >= 0 && own < rows.size() ? rows.get(own) : null;
    }

    boolean hasMore(int second) {
      return second - shift < rows.size() || log != null && !log.ended();
    }
  }

  /**
   * @param run what the parts measured together
   */
  MergedLogs(List<Part> parts, RunSnapshot run) {
    timeline = run.first().timing().timeline();
    for (Part part : parts) {
      long later = run.startMicros(part.shard()) - run.startMicros(run.first());
      sources.add(new Source(part, (int) Math.round(later / 1e6)));
    }
  }

  /**
   * @return what is lacking in the files that were read, each in a sentence
   */
  List<String> write(RunFolder folder) throws IOException {
    sources.forEach(this::open);
    try (OutputStream out = Files.newOutputStream(folder.latencyLog());
        BufferedWriter series = Files.newBufferedWriter(folder.seriesCsv())) {
      HistogramLogs latency = new HistogramLogs(out, timeline);
      series.write(SeriesCsv.header());
      series.newLine();
      int first = sources.stream().mapToInt(source -> source.shift).min().orElse(0);
      for (int second = first; hasMore(second); second++) {
        SeriesRow row = second(second, second - first, latency);
        if (row != null) {
          series.write(SeriesCsv.line(row));
          series.newLine();
        }
      }
      latency.close();
      sources.forEach(this::checkWhole);
    } finally {
      sources.stream().filter(source -> source.log != null).forEach(source -> source.log.close());
    }
    return List.copyOf(problems);
  }

  private void open(Source source) {
    attempt(source, () -> source.rows = SeriesCsv.read(source.part.folder().seriesCsv()));
    attempt(
        source,
        () ->
            source.log =
                new ShardLog(source.part.folder(), source.part.shard().timing().timeline()));
  }

  /** A file that was cut at the end of a line looks whole. */
  private void checkWhole(Source source) {
    source
        .part
        .values()
        .forEach(
            (measure, values) -> {
              long read = source.read.getOrDefault(measure, 0L);
              if (measure != Measure.BROADCAST && read != values) {
                problems.add(
                    String.format(
                        Locale.ROOT,
                        "latency.hlog of %s has %,d of %,d values of %s in the window",
                        source.part.name(),
                        read,
                        values,
                        measure.tag()));
              }
            });
    int seconds = source.part.shard().seriesRows();
    if (source.rows.size() < seconds) {
      problems.add(
          String.format(
              Locale.ROOT,
              "series.csv of %s has %,d of %,d seconds",
              source.part.name(),
              source.rows.size(),
              seconds));
    }
  }

  private void attempt(Source source, Runnable step) {
    try {
      step.run();
    } catch (RecordException e) {
      synchronized (problems) {
        problems.add("a file of " + source.part.name() + " is not whole: " + e.getMessage());
      }
    }
  }

  private boolean hasMore(int second) {
    return sources.stream().anyMatch(source -> source.hasMore(second));
  }

  private SeriesRow second(int second, int number, HistogramLogs latency) throws IOException {
    Map<Measure, Map<Phase, SignedHistogram>> all = new EnumMap<>(Measure.class);
    for (List<ShardLog.Line> lines : linesUntil(second)) {
      for (ShardLog.Line line : lines) {
        SignedHistogram sum =
            all.computeIfAbsent(line.measure(), any -> new EnumMap<>(Phase.class))
                .computeIfAbsent(line.phase(), any -> new SignedHistogram());
        if (line.negative()) {
          sum.addBelowZero(line.values());
        } else {
          sum.addFromZero(line.values());
        }
      }
    }
    long from = timeline.startMicros() / 1_000 + second * 1_000L;
    latency.interval(sink -> hand(all, sink), from, from + 1_000, (m, p, n, values) -> {});
    List<SeriesRow> rows = new ArrayList<>();
    sources.forEach(
        source -> {
          SeriesRow row = source.row(second);
          if (row != null) {
            rows.add(row);
          }
        });
    return rows.isEmpty()
        ? null
        : sum(second, number, rows, of(all, Measure.LAG), of(all, Measure.HOLD_DELIVERED));
  }

  private List<List<ShardLog.Line>> linesUntil(int second) {
    return sources.parallelStream()
        .map(
            source -> {
              List<ShardLog.Line> lines = new ArrayList<>();
              if (source.log != null) {
                attempt(source, () -> lines.addAll(source.log.until(second - source.shift)));
                lines.stream()
                    .filter(line -> line.phase() == Phase.WINDOW)
                    .forEach(
                        line ->
                            source.read.merge(
                                line.measure(), line.values().getTotalCount(), Long::sum));
              }
              return lines;
            })
        .toList();
  }

  private static void hand(Map<Measure, Map<Phase, SignedHistogram>> all, HistogramLogs.Sink sink) {
    all.forEach(
        (measure, byPhase) ->
            byPhase.forEach(
                (phase, values) -> {
                  hand(measure, phase, false, values.fromZero(), sink);
                  hand(measure, phase, true, values.belowZero(), sink);
                }));
  }

  private static void hand(
      Measure measure, Phase phase, boolean negative, Histogram values, HistogramLogs.Sink sink) {
    if (values.getTotalCount() > 0) {
      sink.take(measure, phase, negative, values);
    }
  }

  private static SignedHistogram of(
      Map<Measure, Map<Phase, SignedHistogram>> all, Measure measure) {
    SignedHistogram values = new SignedHistogram();
    all.getOrDefault(measure, Map.of()).values().forEach(values::add);
    return values;
  }

  /**
   * Counts are added, percentiles are of all values, and of what each injector has its own the
   * worst counts.
   */
  private SeriesRow sum(
      int second, int number, List<SeriesRow> rows, SignedHistogram lag, SignedHistogram hold) {
    long delivered = total(rows, SeriesRow::delivered);
    long empty = total(rows, SeriesRow::empty);
    return new SeriesRow(
        number,
        rows.get(0).phase(),
        total(rows, SeriesRow::held),
        serverHeld(second),
        total(rows, SeriesRow::polls),
        delivered,
        empty,
        total(rows, SeriesRow::gap),
        total(rows, SeriesRow::failed),
        total(rows, SeriesRow::events),
        empty + delivered == 0 ? null : (Double) ((double) empty / (empty + delivered)),
        lag.millisAtPercentile(50),
        lag.millisAtPercentile(99),
        lag.millisAtPercentile(100),
        hold.millisAtPercentile(50),
        hold.millisAtPercentile(99),
        worst(rows, SeriesRow::injectorCpu),
        serverCpu(second),
        worst(rows, SeriesRow::loopLagMaxMs));
  }

  /** What all servers hold, less all probes; null where one of the injectors has no row. */
  private Long serverHeld(int second) {
    long held = 0;
    for (List<Source> pollers : servers()) {
      boolean told = pollers.stream().allMatch(source -> source.row(second) != null);
      Long ofFirst = told ? pollers.get(0).row(second).serverHeld() : null;
      if (ofFirst == null) {
        return null;
      }
      // Each injector tells what the server holds less its own probes.
      long othersProbes =
          pollers.stream()
              .skip(1)
              .map(source -> source.part.shard().probes())
              .mapToLong(probes -> probes == null ? 0 : probes.count())
              .sum();
      held += Math.max(0, ofFirst - othersProbes);
    }
    return held;
  }

  /** Of all servers together; of the readings of one server the worst. */
  private Double serverCpu(int second) {
    List<Double> cpu =
        servers().stream()
            .map(
                pollers ->
                    worst(
                        pollers.stream()
                            .map(source -> source.row(second))
                            .filter(Objects::nonNull)
                            .toList(),
                        SeriesRow::serverCpu))
            .toList();
    return cpu.contains(null) ? null : (Double) cpu.stream().mapToDouble(each -> each).sum();
  }

  /** The injectors of each server. */
  private Collection<List<Source>> servers() {
    return sources.stream()
        .collect(
            Collectors.groupingBy(
                source -> source.part.shard().description().target().url(),
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  private static long total(List<SeriesRow> rows, ToLongFunction<SeriesRow> figure) {
    return rows.stream().mapToLong(figure).sum();
  }

  private static Double worst(List<SeriesRow> rows, Function<SeriesRow, Double> figure) {
    return rows.stream().map(figure).filter(Objects::nonNull).max(Double::compare).orElse(null);
  }
}
