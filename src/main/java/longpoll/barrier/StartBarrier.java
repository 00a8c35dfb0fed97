package longpoll.barrier;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets injectors that share a load begin together. {@code GET /barrier?shard=i&of=N} is held until
 * all N have come, and then answered with {@code {"startInMs": 3000.0}}; when the first of them has
 * waited too long all are answered 504 with who is missing. {@code now}, in microseconds, is the
 * caller's reading of a clock that all injectors have in common; where all give one, {@code
 * startAt} says by that clock when to begin, to the microsecond the same for all.
 *
 * <p>Holds a thread of its server for each injector: a poll of one that asks again is answered 409.
 * Thread-safe.
 */
public final class StartBarrier implements HttpHandler {
  /** The title of what this barrier refuses; a gateway has other words for its own 504. */
  static final String NO_START = "no start";

  private static final Pattern SHARD = Pattern.compile("(?:^|&)shard=(\\d{1,4})(?:&|$)");
  private static final Pattern OF = Pattern.compile("(?:^|&)of=(\\d{1,4})(?:&|$)");
  private static final Pattern NOW = Pattern.compile("(?:^|&)now=(\\d{1,17})(?:&|$)");

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int CONFLICT = 409;
  private static final int GATEWAY_TIMEOUT = 504;

  private final int shards;
  private final Duration startIn;
  private final Duration patience;
  private final LongSupplier nanoTime;

  /** How far the clock that the injectors have in common is ahead of ours; null where unknown. */
  private final Map<Integer, Long> commonClockAheadMicros = new TreeMap<>();

  /** How often each injector has asked. */
  private final int[] asks;

  /** Null as long as nobody has come. */
  private Long deadlineNanos;

  private Start start;
  private String refusal;

  /** The instant that was agreed on, by this process's clocks. */
  private record Start(long nanos, Long commonMicros) {}

  /** An answer before it is written. */
  private record Answer(int status, Map<String, Object> body) {}

  /**
   * @param shards how many injectors are expected
   * @param patience how long the first of them waits for the last, counted from when it comes
   * @param startIn how far ahead of the last arrival the start is, so that every answer is there
   */
  public StartBarrier(int shards, Duration patience, Duration startIn) {
    this(shards, patience, startIn, System::nanoTime);
  }

  StartBarrier(int shards, Duration patience, Duration startIn, LongSupplier nanoTime) {
    this.shards = shards;
    this.patience = patience;
    this.startIn = startIn;
    this.nanoTime = nanoTime;
    asks = new int[shards];
  }

  /** Opens for nobody any more: all who wait, and who come, are told why. */
  public synchronized void refuse(String reason) {
    if (start == null && refusal == null) {
      refusal = reason;
      notifyAll();
    }
  }

  /** Why there is no start; empty as long as there may be one, and when there was one. */
  public synchronized Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** The injectors that have not come. */
  public synchronized List<Integer> missing() {
    return IntStream.range(0, shards)
        .filter(shard -> !commonClockAheadMicros.containsKey(shard))
        .boxed()
        .toList();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      if (answer.status() == METHOD_NOT_ALLOWED) {
        exchange.getResponseHeaders().set("Allow", "GET");
      }
      JsonAnswers.send(exchange, answer.status(), answer.body());
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (!"GET".equals(exchange.getRequestMethod())) {
      return problem(METHOD_NOT_ALLOWED, "only GET is allowed", List.of());
    }
    String query = exchange.getRequestURI().getRawQuery();
    Long shard = number(SHARD, query);
    Long of = number(OF, query);
    if (shard == null || of == null || shard >= of) {
      return problem(
          BAD_REQUEST, "shard=i&of=N is expected, with i from 0 to N-1: both numbers", List.of());
    }
    if (of != shards) {
      return problem(
          CONFLICT,
          String.format(
              Locale.ROOT, "%d injectors are expected here, but this one is of %d", shards, of),
          List.of());
    }
    return await(shard.intValue(), number(NOW, query));
  }

  private static Long number(Pattern parameter, String query) {
    Matcher matcher = parameter.matcher(query == null ? "" : query);
    return matcher.find() ? (Long) Long.parseLong(matcher.group(1)) : null;
  }

  private synchronized Answer await(int shard, Long commonNow) {
    boolean late = start != null && start.nanos() - nanoTime.getAsLong() < 0;
    if (late) {
      return problem(
          CONFLICT,
          String.format(
              Locale.ROOT,
              "the injectors began %.1f s ago, so injector %d is too late",
              (nanoTime.getAsLong() - start.nanos()) / 1e9,
              shard),
          List.of());
    }
    if (start == null && refusal == null) {
      if (deadlineNanos == null) {
        deadlineNanos = nanoTime.getAsLong() + patience.toNanos();
      }
      int ask = ++asks[shard];
      commonClockAheadMicros.put(shard, commonNow == null ? null : commonNow - micros());
      if (missing().isEmpty()) {
        start = start();
      }
      // For all who wait, or for the poll that this one takes the place of.
      notifyAll();
      awaitAll(shard, ask);
      if (asks[shard] != ask) {
        return problem(
            CONFLICT,
            String.format(
                Locale.ROOT,
                "injector %d asked again, so this poll of it is over: has another injector its"
                    + " number?",
                shard),
            List.of());
      }
    }
    if (start != null) {
      return new Answer(OK, inWords(start));
    }
    return problem(GATEWAY_TIMEOUT, refusal, missing());
  }

  private void awaitAll(int shard, int ask) {
    while (start == null && refusal == null && asks[shard] == ask) {
      long left = deadlineNanos - nanoTime.getAsLong();
      if (left <= 0) {
        List<Integer> missing = missing();
        refuse(
            String.format(
                Locale.ROOT,
                "%d of %d injectors came within %d s; missing: %s",
                shards - missing.size(),
                shards,
                patience.toSeconds(),
                missing.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        return;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        refuse("the barrier was closed");
      }
    }
  }

  /**
   * The first injector's reading counts for all, so that all begin at one instant of that clock.
   */
  private Start start() {
    List<Long> ahead = new ArrayList<>(commonClockAheadMicros.values());
    Long commonMicros =
        ahead.contains(null) ? null : micros() + ahead.get(0) + startIn.toNanos() / 1_000;
    return new Start(nanoTime.getAsLong() + startIn.toNanos(), commonMicros);
  }

  private Map<String, Object> inWords(Start start) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("startInMs", (start.nanos() - nanoTime.getAsLong()) / 1e6);
    if (start.commonMicros() != null) {
      body.put("startAt", start.commonMicros());
    }
    return body;
  }

  private static Answer problem(int status, String detail, List<Integer> missing) {
    Map<String, Object> body = JsonAnswers.problem(status, NO_START, detail);
    if (!missing.isEmpty()) {
      body.put("missing", missing);
    }
    return new Answer(status, body);
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
