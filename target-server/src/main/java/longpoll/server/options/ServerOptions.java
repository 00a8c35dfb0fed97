package longpoll.server.options;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import longpoll.server.schedule.ScheduleKind;
import longpoll.server.schedule.ScheduleOptions;
import longpoll.server.text.Channels;
import longpoll.server.text.Units;

/**
 * The settings of one server, checked at construction: a {@link OptionException} names the setting,
 * its limit and the value.
 *
 * @param host address to bind
 * @param port port to bind; 0 takes any free one
 * @param hold longest a poll is held unless it asks for another limit; 0 answers at once
 * @param maxHold most a poll may ask for
 * @param jitter whether up to a sixteenth is added to each hold
 * @param schedule when to publish
 * @param every mean or exact distance of the planned instants of one channel
 * @param burst events per instant of the burst schedule
 * @param trace file of the trace schedule
 * @param seed of everything random here; channel i publishes with seed + i
 * @param channels number of channels that the schedule publishes on
 * @param payload bytes of the {@code data} string of scheduled events
 * @param keepEvents most events kept for clients that come late
 * @param keepBytes most bytes kept for them
 * @param answerBytes most bytes that answers take in memory, cached and being written
 * @param maxHeld most polls held at a time
 * @param publishToken bearer token of {@code POST /publish}; without one only loopback may publish
 * @param maxBody most bytes of a request body
 * @param publishDelay how much later than planned each scheduled event is published
 * @param ioThreads threads that read requests and write answers
 * @param tls whether https is spoken, HTTP/2 included, with a certificate made at the start
 * @param certificate where that certificate is written, for clients to trust
 * @param origin where the plan begins, microseconds since the Unix epoch; empty begins at the start
 */
public record ServerOptions(
    String host,
    int port,
    Duration hold,
    Duration maxHold,
    boolean jitter,
    ScheduleKind schedule,
    Duration every,
    int burst,
    Optional<Path> trace,
    long seed,
    int channels,
    long payload,
    int keepEvents,
    long keepBytes,
    long answerBytes,
    int maxHeld,
    Optional<String> publishToken,
    long maxBody,
    Duration publishDelay,
    int ioThreads,
    boolean tls,
    Optional<Path> certificate,
    OptionalLong origin) {

  /**
   * What one connection may queue for the kernel to hand over; a ramp of thousands of clients
   * overruns smaller ones.
   */
  public static final int BACKLOG = 4096;

  private static final int MOST_DEFAULT_IO_THREADS = 4;

  private static final Duration FARTHEST_ORIGIN = Duration.ofHours(1);

  static final Duration LONGEST_HOLD = Duration.ofHours(24);

  /** In whole MiB, so that messages can be read. */
  static final long QUARTER_OF_HEAP = Runtime.getRuntime().maxMemory() / 4 >> 20 << 20;

  public ServerOptions {
    require(!host.isBlank(), "host", "a host name or an address", host);
    within("port", port, 0, 65_535);
    within("hold", hold, Duration.ZERO, LONGEST_HOLD);
    within("max-hold", maxHold, hold, LONGEST_HOLD);
    within("every", every, Duration.ofNanos(1_000), Duration.ofDays(30));
    within("burst", burst, 1, 100_000);
    require(
        schedule != ScheduleKind.TRACE || trace.isPresent(),
        "trace",
        "a file when the schedule is trace",
        "missing");
    require(
        schedule == ScheduleKind.TRACE || trace.isEmpty(),
        "trace",
        "left out unless the schedule is trace",
        trace.map(Path::toString).orElse(""));
    within("channels", channels, 1, Channels.MOST);
    bytesWithin("payload", payload, 0, 8L << 20);
    within("keep-events", keepEvents, 1, 10_000_000);
    bytesWithin("keep-bytes", keepBytes, 1L << 10, 2 * QUARTER_OF_HEAP);
    bytesWithin("answer-bytes", answerBytes, 1L << 10, 3 * QUARTER_OF_HEAP - keepBytes);
    require(
        schedule != ScheduleKind.BURST || keepEvents >= burst,
        "keep-events",
        "at least the burst of " + burst,
        keepEvents);
    within("max-held", maxHeld, 1, 1_000_000);
    require(
        publishToken.map(token -> !token.isBlank()).orElse(true),
        "publish-token",
        "left out or not blank",
        "blank");
    bytesWithin("max-body", maxBody, 2, 64L << 20);
    within("publish-delay", publishDelay, Duration.ZERO, Duration.ofHours(1));
    within("io-threads", ioThreads, 1, 64);
    require(
        tls || certificate.isEmpty(),
        "certificate",
        "left out without --tls",
        certificate.map(Path::toString).orElse(""));
    origin.ifPresent(ServerOptions::requireNear);
  }

  /** The channels that the schedule publishes on. */
  public List<String> channelNames() {
    return channels == 1
        ? List.of(Channels.DEFAULT)
        : IntStream.range(0, channels).mapToObj(i -> "c" + i).toList();
  }

  /** What the schedule is made of. */
  public ScheduleOptions scheduleOptions() {
    return new ScheduleOptions(channelNames(), every.toNanos() / 1_000, burst, seed, trace);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Events that were missed since are made up for at once, so there may not be too many. */
  private static void requireNear(long origin) {
    Instant begin = Instant.EPOCH.plus(origin, ChronoUnit.MICROS);
    require(
        Duration.between(begin, Instant.now()).abs().compareTo(FARTHEST_ORIGIN) <= 0,
        "origin",
        "microseconds since the Unix epoch, at most " + Units.text(FARTHEST_ORIGIN) + " from now",
        origin);
  }

  private static void require(boolean holds, String key, String limit, Object value) {
    if (!holds) {
      throw new OptionException(key, limit, value);
    }
  }

  private static void within(String key, long value, long least, long most) {
    require(value >= least && value <= most, key, "between " + least + " and " + most, value);
  }

  private static void bytesWithin(String key, long value, long least, long most) {
    require(
        value >= least && value <= most,
        key,
        "between " + Units.text(least) + " and " + Units.text(most),
        Units.text(value));
  }

  private static void within(String key, Duration value, Duration least, Duration most) {
    require(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        key,
        "between " + Units.text(least) + " and " + Units.text(most),
        Units.text(value));
  }

  /** Collects settings; what is not set keeps its default. Not for several threads. */
  /**
   * IO threads by default: one takes less CPU than two, and clients on the same machine need most
   * of its cores; with many cores a broadcast gets several.
   */
  static int ioThreadsOn(int cores) {
    return Math.max(1, Math.min(cores / 4, MOST_DEFAULT_IO_THREADS));
  }

  public static final class Builder {
    private String host = "0.0.0.0";
    private int port = 8000;
    private Duration hold = Duration.ofSeconds(30);
    private Duration maxHold;
    private boolean jitter;
    private ScheduleKind schedule = ScheduleKind.FIXED;
    private Duration every = Duration.ofSeconds(5);
    private int burst = 10;
    private Path trace;
    private long seed = 1;
    private int channels = 1;
    private long payload = 128;
    private int keepEvents = 10_000;
    private long keepBytes = Math.min(64L << 20, QUARTER_OF_HEAP);
    private long answerBytes = QUARTER_OF_HEAP;
    private int maxHeld = 60_000;
    private String publishToken;
    private long maxBody = 64L << 10;
    private Duration publishDelay = Duration.ZERO;
    private int ioThreads = ioThreadsOn(Runtime.getRuntime().availableProcessors());
    private boolean tls;
    private Path certificate;
    private Long origin;

    private Builder() {}

    public Builder host(String value) {
      host = value;
      return this;
    }

    public Builder port(int value) {
      port = value;
      return this;
    }

    public Builder hold(Duration value) {
      hold = value;
      return this;
    }

    /** Null means five minutes, or the hold limit where that is longer. */
    public Builder maxHold(Duration value) {
      maxHold = value;
      return this;
    }

    public Builder jitter(boolean value) {
      jitter = value;
      return this;
    }

    public Builder schedule(ScheduleKind value) {
      schedule = value;
      return this;
    }

    public Builder every(Duration value) {
      every = value;
      return this;
    }

    public Builder burst(int value) {
      burst = value;
      return this;
    }

    public Builder trace(Path value) {
      trace = value;
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder channels(int value) {
      channels = value;
      return this;
    }

    public Builder payload(long value) {
      payload = value;
      return this;
    }

    public Builder keepEvents(int value) {
      keepEvents = value;
      return this;
    }

    public Builder keepBytes(long value) {
      keepBytes = value;
      return this;
    }

    public Builder answerBytes(long value) {
      answerBytes = value;
      return this;
    }

    public Builder maxHeld(int value) {
      maxHeld = value;
      return this;
    }

    public Builder publishToken(String value) {
      publishToken = value;
      return this;
    }

    public Builder maxBody(long value) {
      maxBody = value;
      return this;
    }

    public Builder publishDelay(Duration value) {
      publishDelay = value;
      return this;
    }

    public Builder ioThreads(int value) {
      ioThreads = value;
      return this;
    }

    public Builder tls(boolean value) {
      tls = value;
      return this;
    }

    /** Null means that it is not written. */
    public Builder certificate(Path value) {
      certificate = value;
      return this;
    }

    /** Null begins at the start. */
    public Builder origin(Long value) {
      origin = value;
      return this;
    }

    public ServerOptions build() {
      Duration fiveMinutes = Duration.ofMinutes(5);
      Duration longest =
          maxHold != null ? maxHold : hold.compareTo(fiveMinutes) > 0 ? hold : fiveMinutes;
      return new ServerOptions(
          host,
          port,
          hold,
          longest,
          jitter,
          schedule,
          every,
          burst,
          Optional.ofNullable(trace),
          seed,
          channels,
          payload,
          keepEvents,
          keepBytes,
          answerBytes,
          maxHeld,
          Optional.ofNullable(publishToken),
          maxBody,
          publishDelay,
          ioThreads,
          tls,
          Optional.ofNullable(certificate),
          origin == null ? OptionalLong.empty() : OptionalLong.of(origin));
    }
  }
}
