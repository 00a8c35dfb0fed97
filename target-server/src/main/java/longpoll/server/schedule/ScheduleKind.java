package longpoll.server.schedule;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The schedules a server can be started with. A new one is a class beside this, and a constant
 * here.
 */
public enum ScheduleKind {
  FIXED(
      "one event every `every`",
      perChannel(
          (options, channel) ->
              new FixedSchedule(options.everyMicros(), options.shiftMicros(channel), 1))),
  POISSON(
      "independent events, `every` apart on average",
      perChannel(
          (options, channel) ->
              new PoissonSchedule(options.everyMicros(), options.seed() + channel))),
  BURST(
      "`burst` events at once, every `every`",
      perChannel(
          (options, channel) ->
              new FixedSchedule(
                  options.everyMicros(), options.shiftMicros(channel), options.burst()))),
  TRACE("at the instants of a file", options -> TraceFile.read(options.trace().orElseThrow())),
  NONE("only by `POST /publish`", options -> Map.of());

  /** Makes the schedules of all channels, by name. */
  private interface Factory {
    Map<String, PublishSchedule> schedules(ScheduleOptions options)
        throws TraceFile.BadTraceException;
  }

  /** Makes the schedule of one channel. */
  private interface ChannelFactory {
    /**
     * @param channel the number of the channel, from 0
     */
    PublishSchedule schedule(ScheduleOptions options, int channel);
  }

  private final String meaning;
  private final Factory factory;

  ScheduleKind(String meaning, Factory factory) {
    this.meaning = meaning;
    this.factory = factory;
  }

  /** The names of all kinds on the command line. */
  public static List<String> names() {
    return Arrays.stream(values()).map(ScheduleKind::toString).toList();
  }

  /** When events are published; Markdown, with the names of the options it uses. */
  public String meaning() {
    return meaning;
  }

  /** The schedules of all channels that are published on, by the name of the channel. */
  public Map<String, PublishSchedule> schedules(ScheduleOptions options)
      throws TraceFile.BadTraceException {
    return factory.schedules(options);
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Factory perChannel(ChannelFactory factory) {
    return options -> {
      Map<String, PublishSchedule> schedules = new LinkedHashMap<>();
      for (int i = 0; i < options.channels().size(); i++) {
        schedules.put(options.channels().get(i), factory.schedule(options, i));
      }
      return schedules;
    };
  }
}
