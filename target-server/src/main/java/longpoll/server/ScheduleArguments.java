package longpoll.server;

import java.nio.file.Path;
import java.time.Duration;
import longpoll.server.options.OptionConverters;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import longpoll.server.text.Units;
import picocli.CommandLine.Option;

/** The options that say what is published when, for whoever publishes. */
final class ScheduleArguments {
  @Option(
      names = "--schedule",
      paramLabel = "KIND",
      defaultValue = "fixed",
      description = "When to publish: ${COMPLETION-CANDIDATES} [${DEFAULT-VALUE}].")
  private ScheduleKind kind;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description =
          "Distance of the planned instants of one channel; of poisson, their mean"
              + " [${DEFAULT-VALUE}].")
  private Duration every;

  @Option(
      names = "--burst",
      paramLabel = "N",
      defaultValue = "10",
      description = "Events per instant of --schedule burst [${DEFAULT-VALUE}].")
  private int burst;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Events of --schedule trace: CSV (at,channel,payload) or JSON lines.")
  private Path trace;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the plan; channel i uses seed + i [${DEFAULT-VALUE}].")
  private long seed;

  @Option(
      names = "--channels",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Channels to publish on: 'default', or c0, c1, ... if more than one"
              + " [${DEFAULT-VALUE}].")
  private int channels;

  @Option(
      names = "--payload",
      paramLabel = "SIZE",
      defaultValue = "128B",
      description = "Length of the data string of scheduled events [${DEFAULT-VALUE}].")
  private OptionConverters.Size payload;

  @Option(
      names = "--publish-delay",
      paramLabel = "DURATION",
      defaultValue = "0ms",
      description =
          "Publish each scheduled event this much after its planned instant"
              + " [${DEFAULT-VALUE}].")
  private Duration publishDelay;

  ServerOptions.Builder addTo(ServerOptions.Builder builder) {
    return builder
        .schedule(kind)
        .every(every)
        .burst(burst)
        .trace(trace)
        .seed(seed)
        .channels(channels)
        .payload(payload.bytes())
        .publishDelay(publishDelay);
  }

  /** For the line that says what was started. */
  String describe() {
    boolean regular = kind != ScheduleKind.NONE && kind != ScheduleKind.TRACE;
    return "schedule "
        + kind
        + (regular ? " every " + Units.text(every) : "")
        + ", channels "
        + channels;
  }
}
