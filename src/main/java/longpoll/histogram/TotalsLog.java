package longpoll.histogram;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.NoSuchElementException;
import longpoll.record.RecordException;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramLogScanner;

/**
 * Reads {@code totals.hlog}: one distribution per measure, in nanoseconds, with the twin tags of
 * values below zero merged in. A measure without samples is absent. Lines of one tag add up.
 */
public final class TotalsLog {
  private TotalsLog() {}

  /**
   * @throws RecordException when the file is missing or a line of it cannot be read
   */
  public static Map<Measure, SignedHistogram> read(Path log) {
    try (InputStream in = Files.newInputStream(log)) {
      Lines lines = new Lines(log);
      try (HistogramLogScanner scanner = new HistogramLogScanner(in)) {
        scanner.process(lines);
      } catch (NoSuchElementException e) {
        lines.endedEarly(e);
      }
      if (lines.broken != null) {
        throw lines.broken;
      }
      return lines.found;
    } catch (NoSuchFileException e) {
      throw new RecordException(log, "no such file: a run folder has a totals.hlog", e);
    } catch (IOException e) {
      throw new RecordException(log, "cannot be read: " + e, e);
    }
  }

  private static final class Lines implements HistogramLogScanner.EventHandler {
    private static final boolean GO_ON = false;
    private static final boolean STOP = true;

    private final Path log;
    private final Map<Measure, SignedHistogram> found = new EnumMap<>(Measure.class);
    private int histograms;
    private RecordException broken;

    Lines(Path log) {
      this.log = log;
    }

    @Override
    public boolean onComment(String comment) {
      return GO_ON;
    }

    @Override
    public boolean onBaseTime(double secondsSinceEpoch) {
      return GO_ON;
    }

    @Override
    public boolean onStartTime(double secondsSinceEpoch) {
      return GO_ON;
    }

    @Override
    public boolean onHistogram(
        String tag,
        double timestamp,
        double length,
        HistogramLogScanner.EncodableHistogramSupplier reader) {
      histograms++;
      MeasureTag of = MeasureTag.of(tag).orElse(null);
      if (of == null) {
        return GO_ON;
      }
      try {
        if (!(reader.read() instanceof AbstractHistogram values)) {
          return stop("does not hold whole numbers", null);
        }
        if (values.getTotalCount() > 0) {
          SignedHistogram both =
              found.computeIfAbsent(of.measure(), absent -> new SignedHistogram());
          if (of.negative()) {
            both.addBelowZero(values);
          } else {
            both.addFromZero(values);
          }
        }
        return GO_ON;
      } catch (Exception e) {
        return stop("cannot be decoded (truncated?): " + e, e);
      }
    }

    @Override
    public boolean onException(Throwable cause) {
      histograms++;
      return stop("is not a line of a histogram log: " + cause, cause);
    }

    /** The scanner wants an end of line after each histogram. */
    void endedEarly(NoSuchElementException cause) {
      if (broken == null) {
        stop("ends in the middle of a line", cause);
      }
    }

    private boolean stop(String problem, Throwable cause) {
      broken = new RecordException(log, "histogram " + histograms + " " + problem, cause);
      return STOP;
    }
  }
}
