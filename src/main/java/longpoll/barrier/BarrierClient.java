package longpoll.barrier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import longpoll.settings.LoadShare;
import longpoll.text.Excerpt;

/** Waits at a {@link StartBarrier} until all injectors are ready. Immutable. */
public final class BarrierClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;
  private static final int GATEWAY_TIMEOUT = 504;

  /** The barrier may be up later than the injectors, or be away for a moment. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /**
   * A barrier that is as patient as its injectors needs it to tell the first of them who is
   * missing.
   */
  private static final Duration LONGEST_MARGIN = Duration.ofSeconds(10);

  private static final int MARGIN_PART = 10;

  private static final Duration FARTHEST = Duration.ofHours(1);

  private final URI barrier;
  private final Optional<String> authorization;
  private final LoadShare share;
  private final Supplier<OptionalLong> commonMicros;
  private final Duration patience;

  /**
   * The common start.
   *
   * @param nanos by {@link System#nanoTime}
   * @param commonMicros by the clock that all injectors have in common; empty where there is none
   */
  public record Start(long nanos, OptionalLong commonMicros) {}

  /**
   * @param barrier its URL, without a query
   * @param authorization what the header of this name says; empty for none
   * @param commonMicros tells now, by a clock that all injectors have in common, in microseconds;
   *     empty where there is none
   * @param patience how long to ask in all; the last answer may take a tenth longer, at most ten
   *     seconds
   */
  public BarrierClient(
      URI barrier,
      Optional<String> authorization,
      LoadShare share,
      Supplier<OptionalLong> commonMicros,
      Duration patience) {
    this.barrier = barrier;
    this.authorization = authorization;
    this.share = share;
    this.commonMicros = commonMicros;
    this.patience = patience;
  }

  /**
   * Blocks until all injectors have come.
   *
   * @throws BarrierException when they do not in time, or when the barrier refuses
   */
  public Start await() {
    BoundedRequests requests = new BoundedRequests();
    long deadline = System.nanoTime() + patience.toNanos();
    String problem = "no answer";
    while (true) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new BarrierException(
            barrier + ": no start within " + patience.toSeconds() + " s: " + problem);
      }
      try {
        BoundedRequests.Answer answer = requests.send(ask(), Duration.ofNanos(left).plus(margin()));
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.status() == OK) {
          return start(body, answer.receivedNanos());
        }
        problem = "HTTP " + answer.status() + ": " + detail(body);
        if (!mayPass(answer.status(), body)) {
          throw new BarrierException(barrier + ": no start: " + problem);
        }
      } catch (IOException e) {
        problem = "cannot be reached: " + e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BarrierException(barrier + ": interrupted before the start");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** What a gateway says, before a barrier that is away or holds the poll for too long for it. */
  private static boolean mayPass(int status, String body) {
    return status == BAD_GATEWAY
        || status == UNAVAILABLE
        || status == GATEWAY_TIMEOUT
            && !read(body).path("title").asText().equals(StartBarrier.NO_START);
  }

  private Duration margin() {
    Duration part = patience.dividedBy(MARGIN_PART);
    return part.compareTo(LONGEST_MARGIN) < 0 ? part : LONGEST_MARGIN;
  }

  private HttpRequest.Builder ask() {
    OptionalLong now = commonMicros.get();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(
                String.format(
                    Locale.ROOT,
                    "%s?shard=%d&of=%d%s",
                    barrier,
                    share.shard(),
                    share.shards(),
                    now.isPresent() ? "&now=" + now.getAsLong() : "")));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private Start start(String body, long received) {
    JsonNode answer = read(body);
    double startInMs = answer.path("startInMs").asDouble(Double.NaN);
    boolean usable = startInMs >= 0 && startInMs <= FARTHEST.toMillis();
    if (!usable) {
      throw new BarrierException(
          barrier
              + ": startInMs from 0 to "
              + FARTHEST.toMillis()
              + " is expected, but the answer is "
              + Excerpt.of(body));
    }
    return new Start(
        received + (long) (startInMs * TimeUnit.MILLISECONDS.toNanos(1)),
        common(answer.path("startAt")));
  }

  /** One far away is not of the clock that this injector reads. */
  private OptionalLong common(JsonNode startAt) {
    OptionalLong now = commonMicros.get();
    if (now.isEmpty() || !startAt.isIntegralNumber()) {
      return OptionalLong.empty();
    }
    double seconds = (startAt.asDouble() - now.getAsLong()) / 1e6;
    if (Math.abs(seconds) > FARTHEST.toSeconds()) {
      throw new BarrierException(
          String.format(
              Locale.ROOT,
              "%s: startAt within %d s of now is expected, but by the clock that this injector takes"
                  + " for the common one it is %.0f s away: the injectors do not read one clock",
              barrier,
              FARTHEST.toSeconds(),
              seconds));
    }
    return OptionalLong.of(startAt.asLong());
  }

  private static String detail(String body) {
    JsonNode detail = read(body).path("detail");
    return Excerpt.of(detail.isTextual() ? detail.asText() : body);
  }

  /** What is not JSON has no fields. */
  private static JsonNode read(String body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node == null ? JSON.createObjectNode() : node;
    } catch (IOException e) {
      return JSON.createObjectNode();
    }
  }
}
