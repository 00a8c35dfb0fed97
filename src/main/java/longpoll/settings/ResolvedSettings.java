package longpoll.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings as a flat map, the way a run record keeps them. */
final class ResolvedSettings {
  private static final String MASK = "***";
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(token|password|passwd|secret|credential|api-?key).*");
  private static final Pattern NAME_AND_VALUE = Pattern.compile("(-[^=]*)=.*", Pattern.DOTALL);

  private ResolvedSettings() {}

  static Map<String, Object> of(Settings settings) {
    Map<String, Object> map = new TreeMap<>();
    map.put("users", settings.users());
    map.put("ramp", Units.format(settings.ramp()));
    map.put("warmup", Units.format(settings.warmup()));
    map.put("duration", Units.format(settings.duration()));
    map.put("hold", Units.format(settings.hold()));
    map.put("target", settings.target().map(URI::toString).orElse(""));
    map.put("api", settings.api());
    map.put("dialect", settings.dialect().name());
    map.put("channels", settings.channels());
    map.put("payload", Units.formatBytes(settings.payloadBytes()));
    map.put("rearm", settings.rearm().toString());
    map.put("schedule.kind", word(settings.schedule().kind()));
    map.put("schedule.every", Units.format(settings.schedule().every()));
    map.put("schedule.seed", settings.schedule().seed());
    map.put("schedule.burst", settings.schedule().burst());
    map.put("schedule.trace", settings.schedule().trace());
    map.put("probes", settings.probes());
    map.put("label", settings.label());
    map.put("profile", settings.profile());
    map.put("tail", Units.format(settings.tail()));
    map.put("connections.local-addresses", settings.localAddresses());
    map.put("server.jvm-args", masked(settings.server().jvmArgs()));
    map.put("server.options", masked(settings.server().options()));
    map.put("request-timeout-margin", Units.format(settings.requestTimeoutMargin()));
    map.put("report.console-every", Units.format(settings.report().consoleEvery()));
    map.put("report.keep-simulation-log", settings.report().keepSimulationLog());
    map.put("report.gatling-rows", settings.report().gatlingRows());
    map.put("report.gatling-results", relative(settings.report().gatlingResults()));
    map.put("objectives.failed.max", settings.objectives().failedMax());
    map.put("objectives.missed.max", settings.objectives().missedMax());
    map.put("objectives.duplicated.max", settings.objectives().duplicatedMax());
    map.put("objectives.early.max", settings.objectives().earlyMax());
    map.put("objectives.held.min", settings.objectives().heldMin());
    map.put("validity.injector-queue.max", Units.format(settings.validity().injectorQueueMax()));
    map.put("validity.injector-queue.share", settings.validity().injectorQueueShare());
    map.put("validity.loop-lag.max", Units.format(settings.validity().loopLagMax()));
    map.put("validity.gc-pause.max", Units.format(settings.validity().gcPauseMax()));
    map.put("validity.injector-cpu.max", settings.validity().injectorCpuMax());
    map.put("validity.publish-slip.max", Units.format(settings.validity().publishSlipMax()));
    map.put("validity.reconnects.max", settings.validity().reconnectsMax());
    map.put("backoff.initial", Units.format(settings.backoff().initial()));
    map.put("backoff.max", Units.format(settings.backoff().max()));
    map.put("tls.trust-all", settings.tls().trustAll());
    map.put("tls.trust-store", settings.tls().trustStore());
    map.put("body.max", Units.formatBytes(settings.body().maxBytes()));
    map.put("body.heap-share", settings.body().heapShare());
    return Collections.unmodifiableMap(map);
  }

  /**
   * A folder below the working directory without the path to it, which says nothing on another
   * machine.
   */
  private static String relative(String folder) {
    if (folder.isBlank()) {
      return folder;
    }
    Path here = Path.of("").toAbsolutePath();
    Path there = Path.of(folder).toAbsolutePath().normalize();
    return there.startsWith(here) ? here.relativize(there).toString() : there.toString();
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Hides the value of {@code --some-token=value} and of {@code --some-token value}. */
  static List<String> masked(List<String> arguments) {
    List<String> masked = new ArrayList<>(arguments.size());
    boolean secretFollows = false;
    for (String argument : arguments) {
      Matcher pair = NAME_AND_VALUE.matcher(argument);
      boolean named = argument.startsWith("-");
      if (pair.matches() && SECRET_NAME.matcher(pair.group(1)).matches()) {
        masked.add(pair.group(1) + "=" + MASK);
      } else {
        masked.add(secretFollows && !named ? MASK : argument);
      }
      secretFollows = named && !pair.matches() && SECRET_NAME.matcher(argument).matches();
    }
    return List.copyOf(masked);
  }
}
