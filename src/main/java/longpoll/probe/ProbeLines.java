package longpoll.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import longpoll.measure.Phase;
import longpoll.measure.Timeline;
import longpoll.transport.PollTemplate;
import org.HdrHistogram.Histogram;

/** The lines that harness and probes exchange, as the package describes them. */
final class ProbeLines {
  static final String SETTINGS = "settings";
  static final String BEGIN = "begin";
  static final String END = "end";
  static final String CUT = "cut";
  static final String LAG = "lag";
  static final String HELD = "held";
  static final String DONE = "done";
  static final String PROBLEM = "problem";

  private static final String FROM = "from";
  private static final String BELOW = "below";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ProbeLines() {}

  /**
   * When a run's phases begin, without the clock of the process that says so.
   *
   * @param template what each probe sends
   */
  record Begin(
      long startMicros,
      long rampNanos,
      long warmupNanos,
      long measuredNanos,
      long tailNanos,
      PollTemplate template) {
    static Begin of(Timeline timeline, PollTemplate template) {
      return new Begin(
          timeline.startMicros(),
          timeline.ramp().toNanos(),
          timeline.warmup().toNanos(),
          timeline.measured().toNanos(),
          timeline.tail().toNanos(),
          template);
    }

    /**
     * The same by this process's clocks.
     *
     * @param nowNanos and {@code nowMicros}: the same instant by both
     */
    Timeline timeline(long nowNanos, long nowMicros) {
      return new Timeline(
          nowNanos - (nowMicros - startMicros) * 1_000,
          startMicros,
          Duration.ofNanos(rampNanos),
          Duration.ofNanos(warmupNanos),
          Duration.ofNanos(measuredNanos),
          Duration.ofNanos(tailNanos));
    }
  }

  /** One interval's lags of events planned in one phase. */
  record Lag(Phase phase, boolean negative, Histogram values) {}

  static String word(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? line : line.substring(0, space);
  }

  static String rest(String line) {
    return line.substring(Math.min(line.length(), word(line).length() + 1));
  }

  static String json(String word, Object value) {
    try {
      return word + " " + JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON can be made of " + value, e);
    }
  }

  /**
   * @throws IllegalArgumentException when it is not what the line should hold
   */
  static <T> T parse(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + json, e);
    }
  }

  static String lag(Phase phase, boolean negative, Histogram values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.getNeededByteBufferCapacity());
    int length = values.encodeIntoCompressedByteBuffer(bytes);
    String base64 = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    return LAG + " " + phase + " " + (negative ? BELOW : FROM) + " " + base64;
  }

  /**
   * @param rest what follows the word
   * @throws IllegalArgumentException when it is not what the line should hold
   */
  static Lag lag(String rest) {
    String[] parts = rest.split(" ");
    if (parts.length != 3 || !(parts[1].equals(FROM) || parts[1].equals(BELOW))) {
      throw new IllegalArgumentException("not a line of lags: " + rest);
    }
    try {
      return new Lag(
          Phase.valueOf(parts[0]),
          parts[1].equals(BELOW),
          Histogram.decodeFromCompressedByteBuffer(
              ByteBuffer.wrap(Base64.getDecoder().decode(parts[2])), 0));
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not a histogram: " + rest, e);
    }
  }
}
