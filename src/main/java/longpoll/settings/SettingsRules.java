package longpoll.settings;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import longpoll.dialect.Dialect;

/** The limits of every setting, in one place. Collects problems; not safe for threads. */
final class SettingsRules {
  static final int LARGEST_PAYLOAD = 1_000_000;

  /** A body is one array, and the JVM makes none of the largest number there is. */
  static final int LARGEST_BODY = 1 << 30;

  private static final int SMALLEST_BODY = 1_000;

  private static final Duration HOUR = Duration.ofHours(1);

  private final List<Problem> problems = new ArrayList<>();

  void load(
      int users,
      Duration ramp,
      Duration warmup,
      Duration duration,
      Duration hold,
      Duration tail,
      Duration requestTimeoutMargin) {
    between("users", users, 1, 1_000_000);
    between("ramp", ramp, Duration.ZERO, HOUR);
    if (ramp.getNano() != 0) {
      // Gatling cuts the rest off; of less than a second nothing is left, and nobody would arrive.
      problem(
          "ramp",
          "whole seconds are allowed, but it is "
              + Units.format(ramp)
              + ": set "
              + (ramp.toSeconds() + 1)
              + "s, or 0s to start all users at once");
    }
    between("warmup", warmup, Duration.ZERO, HOUR);
    between("duration", duration, Duration.ofSeconds(1), Duration.ofDays(7));
    between("hold", hold, Duration.ofMillis(10), HOUR);
    between("tail", tail, Duration.ZERO, HOUR);
    between(
        "request-timeout-margin",
        requestTimeoutMargin,
        Duration.ofSeconds(1),
        Duration.ofMinutes(10));
  }

  void wire(
      Optional<URI> target,
      String api,
      Dialect dialect,
      int channels,
      int users,
      int payloadBytes) {
    target.ifPresent(
        uri ->
            TargetUrl.problem(uri, dialect)
                .ifPresent(text -> problems.add(new Problem(List.of("target", "dialect"), text))));
    if (!api.isBlank()) {
      problem(
          "api",
          "API definition files are not supported yet, but it is '" + api + "': leave it empty");
    }
    if (!dialect.namesChannels() && channels != 1) {
      problems.add(
          new Problem(
              List.of("channels", "dialect"),
              "must be 1 with dialect="
                  + dialect.name()
                  + ", whose polls cannot name a channel, but it is "
                  + channels
                  + ": leave it out, or set dialect=native"));
    } else if (channels < 1 || channels > Math.max(1, users)) {
      problems.add(
          new Problem(
              List.of("channels", "users"),
              "1 to "
                  + Math.max(1, users)
                  + " (users) is allowed, but it is "
                  + channels
                  + ": every channel needs a user who waits on it"));
    }
    size("payload", payloadBytes, 0, LARGEST_PAYLOAD);
  }

  void schedule(Settings.Schedule schedule) {
    between("schedule.every", schedule.every(), Duration.ofMillis(1), HOUR);
    between("schedule.burst", schedule.burst(), 1, 10_000);
    boolean trace = schedule.kind() == ScheduleKind.TRACE;
    if (trace && schedule.trace().isBlank()) {
      problems.add(
          new Problem(
              List.of("schedule.trace", "schedule.kind"),
              "schedule.kind=trace needs a file, but it is empty: name a CSV or JSON lines file"));
    } else if (!trace && !schedule.trace().isBlank()) {
      problems.add(
          new Problem(
              List.of("schedule.trace", "schedule.kind"),
              "only schedule.kind=trace reads a file, but the kind is "
                  + ResolvedSettings.word(schedule.kind())
                  + " and the file '"
                  + schedule.trace()
                  + "': set schedule.kind=trace, or leave the file out"));
    }
  }

  void rest(
      int probes,
      String label,
      List<String> localAddresses,
      Settings.Report report,
      Settings.Objectives objectives,
      Settings.Backoff backoff) {
    between("probes", probes, 0, 10_000);
    if (label.length() > 100 || label.chars().anyMatch(Character::isISOControl)) {
      problem(
          "label",
          "at most 100 characters on one line are allowed, but it has "
              + label.length()
              + ": use a shorter one");
    }
    localAddresses.stream()
        .filter(address -> !IpLiteral.matches(address))
        .forEach(
            address ->
                problem(
                    "connections.local-addresses",
                    "IP addresses are expected, but one is '"
                        + address
                        + "': write them like 127.0.0.2,127.0.0.3"));
    if (localAddresses.stream().distinct().count() < localAddresses.size()) {
      problem(
          "connections.local-addresses",
          "each address may stand once, but they are "
              + localAddresses
              + ": take the repeated one out");
    }
    if (!report.consoleEvery().isZero()) {
      between("report.console-every", report.consoleEvery(), Duration.ofSeconds(1), HOUR);
    }
    between("objectives.failed.max", objectives.failedMax(), 0, Long.MAX_VALUE);
    between("objectives.missed.max", objectives.missedMax(), 0, Long.MAX_VALUE);
    between("objectives.duplicated.max", objectives.duplicatedMax(), 0, Long.MAX_VALUE);
    if (!(objectives.heldMin() >= 0 && objectives.heldMin() <= 1)) {
      problem(
          "objectives.held.min",
          "0 to 1 is allowed, but it is "
              + objectives.heldMin()
              + ": it is a share of the users, 0.95 means 95 %");
    }
    between("backoff.initial", backoff.initial(), Duration.ofMillis(10), HOUR);
    between("backoff.max", backoff.max(), Duration.ofMillis(10), HOUR);
    if (backoff.initial().compareTo(backoff.max()) > 0) {
      problems.add(
          new Problem(
              List.of("backoff.max", "backoff.initial"),
              "at least backoff.initial ("
                  + Units.format(backoff.initial())
                  + ") is needed, but it is "
                  + Units.format(backoff.max())
                  + ": raise the one or lower the other"));
    }
  }

  void validity(Settings.Validity validity) {
    Duration shortest = Duration.ofMillis(1);
    between("validity.injector-queue.max", validity.injectorQueueMax(), shortest, HOUR);
    share("validity.injector-queue.share", validity.injectorQueueShare());
    between("validity.loop-lag.max", validity.loopLagMax(), shortest, HOUR);
    between("validity.gc-pause.max", validity.gcPauseMax(), shortest, HOUR);
    share("validity.injector-cpu.max", validity.injectorCpuMax());
    between("validity.publish-slip.max", validity.publishSlipMax(), shortest, HOUR);
    share("validity.reconnects.max", validity.reconnectsMax());
  }

  void transport(Settings.Tls tls, Settings.Body body) {
    if (tls.trustAll() && !tls.trustStore().isBlank()) {
      problems.add(
          new Problem(
              List.of("tls.trust-all", "tls.trust-store"),
              "a trust store is of no use where every certificate is trusted, but it is '"
                  + tls.trustStore()
                  + "': leave one of the two out"));
    }
    size("body.max", body.maxBytes(), SMALLEST_BODY, LARGEST_BODY);
    if (!(body.heapShare() >= 0.01 && body.heapShare() <= 0.5)) {
      problem(
          "body.heap-share",
          "0.01 to 0.5 is allowed, but it is "
              + body.heapShare()
              + ": it is a share of the heap, 0.25 means a quarter");
    }
  }

  private void size(String key, int bytes, int min, int max) {
    if (bytes < min || bytes > max) {
      problem(
          key,
          Units.formatBytes(min)
              + " to "
              + Units.formatBytes(max)
              + " is allowed, but it is "
              + Units.formatBytes(bytes)
              + ": set a size in this range");
    }
  }

  private void share(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      problem(key, "0 to 1 is allowed, but it is " + value + ": it is a share, 0.15 means 15 %");
    }
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  private void between(String key, long value, long min, long max) {
    if (value < min || value > max) {
      String limit = max == Long.MAX_VALUE ? "at least " + min : min + " to " + max;
      problem(key, limit + " is allowed, but it is " + value + ": set a number within this limit");
    }
  }

  private void between(String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      problem(
          key,
          Units.format(min)
              + " to "
              + Units.format(max)
              + " is allowed, but it is "
              + Units.format(value)
              + ": set a duration within these limits");
    }
  }

  private void problem(String key, String text) {
    problems.add(Problem.of(key, text));
  }
}
