package longpoll.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import longpoll.measure.ProbeAccount;
import longpoll.measure.RunSnapshots;
import longpoll.measure.Timeline;
import longpoll.transport.PollTemplate;

/** The lines that harness and probes exchange, as the package describes them. */
final class ProbeLines {
  static final String SETTINGS = "settings";
  static final String BEGIN = "begin";
  static final String END = "end";
  static final String CUT = "cut";
  static final String READY = "ready";
  static final String DELTA = "delta";
  static final String DONE = "done";
  static final String PROBLEM = "problem";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ProbeLines() {}

  /**
   * When a run's phases begin, without the clock of the process that says so.
   *
   * @param template what each probe sends
   */
  record Begin(Timeline.Phases phases, PollTemplate template) {

    /**
     * The same by this process's clocks.
     *
     * @param nowNanos and {@code nowMicros}: the same instant by both
     */
    Timeline timeline(long nowNanos, long nowMicros) {
      return phases.from(nowNanos - (nowMicros - phases.startMicros()) * 1_000);
    }
  }

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

  /**
   * @param word {@link #DELTA}, or {@link #DONE} for the last one
   */
  static String delta(String word, ProbeAccount.Delta delta) {
    return word + " " + RunSnapshots.json(delta);
  }

  /**
   * @param rest what follows the word
   * @throws IllegalArgumentException when it is not what the line should hold
   */
  static ProbeAccount.Delta delta(String rest) {
    return RunSnapshots.parse(rest, ProbeAccount.Delta.class);
  }
}
