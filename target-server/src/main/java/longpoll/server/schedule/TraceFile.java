package longpoll.server.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import longpoll.server.text.Channels;
import longpoll.server.text.ClientText;
import longpoll.server.text.Json;
import longpoll.server.text.Units;

/**
 * Reads a trace: CSV lines {@code at,channel,payload} or JSON lines {@code
 * {"at":1.5,"channel":"a","data":...}}, told apart line by line. {@code at} counts from the origin,
 * in seconds or as a duration such as 250ms; channel and payload may be left out. Empty lines and
 * lines that start with # are skipped; so is a CSV header. The lines need not be sorted.
 */
public final class TraceFile {
  /**
   * A trace that cannot be read; the message names the file and, where one line is to blame, its
   * number.
   */
  public static final class BadTraceException extends Exception {
    private static final long serialVersionUID = 1L;

    BadTraceException(String message) {
      super(message);
    }
  }

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,12})?");
  private static final long LONGEST_MICROS = 366L * 24 * 3600 * 1_000_000;

  private final Map<String, List<TraceSchedule.Entry>> entries = new LinkedHashMap<>();

  private TraceFile() {}

  static Map<String, PublishSchedule> read(Path path) throws BadTraceException {
    TraceFile trace = new TraceFile();
    try (BufferedReader reader = Files.newBufferedReader(path)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        try {
          trace.line(line.strip(), number == 1);
        } catch (IllegalArgumentException e) {
          throw new BadTraceException(path + ", line " + number + ": " + e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new BadTraceException(path + " cannot be read: " + e);
    }
    if (trace.entries.isEmpty()) {
      throw new BadTraceException(path + " holds no events");
    }
    Map<String, PublishSchedule> schedules = new LinkedHashMap<>();
    trace.entries.forEach((channel, list) -> schedules.put(channel, new TraceSchedule(list)));
    return schedules;
  }

  private void line(String line, boolean first) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith("{")) {
      jsonLine(line);
      return;
    }
    String[] cells = line.split(",", 3);
    if (first && cells[0].strip().equalsIgnoreCase("at")) {
      return;
    }
    String channel = cells.length > 1 ? cells[1].strip() : "";
    JsonNode data = cells.length > 2 ? TextNode.valueOf(unquote(cells[2].strip())) : null;
    add(at(cells[0].strip()), channel.isEmpty() ? Channels.DEFAULT : channel, data);
  }

  private void jsonLine(String line) {
    JsonNode object;
    try {
      object = Json.MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage());
    }
    JsonNode at = object.get("at");
    if (at == null || !(at.isNumber() || at.isTextual())) {
      throw new IllegalArgumentException(
          "at must be a number of seconds or a duration, but is "
              + ClientText.shown(String.valueOf(at)));
    }
    JsonNode channel = object.get("channel");
    if (channel != null && !channel.isTextual()) {
      throw new IllegalArgumentException(
          "channel must be a string, but is " + ClientText.shown(channel.toString()));
    }
    String atText = at.isNumber() ? at.decimalValue().toPlainString() : at.textValue();
    add(at(atText), channel == null ? Channels.DEFAULT : channel.textValue(), object.get("data"));
  }

  private void add(long at, String channel, JsonNode data) {
    if (!Channels.isName(channel)) {
      throw new IllegalArgumentException(
          "channel must be " + Channels.LIMIT + ", but is '" + ClientText.shown(channel) + "'");
    }
    if (!entries.containsKey(channel) && entries.size() == Channels.MOST) {
      throw new IllegalArgumentException("at most " + Channels.MOST + " channels are possible");
    }
    entries
        .computeIfAbsent(channel, c -> new ArrayList<>())
        .add(new TraceSchedule.Entry(at, data == null ? null : bytes(data)));
  }

  private static byte[] bytes(JsonNode data) {
    try {
      return Json.MAPPER.writeValueAsBytes(data);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("data cannot be written: " + e.getOriginalMessage());
    }
  }

  private static long at(String text) {
    long micros = -1;
    if (SECONDS.matcher(text).matches()) {
      micros = new BigDecimal(text).movePointRight(6).longValue();
    } else {
      Duration duration = Units.duration(text);
      if (duration != null) {
        micros = duration.toNanos() / 1_000;
      }
    }
    if (micros < 0 || micros > LONGEST_MICROS) {
      throw new IllegalArgumentException(
          "at must be seconds or "
              + Units.DURATION_FORM
              + " from 0 to 366 days, but is '"
              + ClientText.shown(text)
              + "'");
    }
    // An event on the origin itself would be published before anybody can listen.
    return Math.max(1, micros);
  }

  private static String unquote(String cell) {
    boolean quoted = cell.length() >= 2 && cell.startsWith("\"") && cell.endsWith("\"");
    return quoted ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
  }
}
