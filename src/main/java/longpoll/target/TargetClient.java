package longpoll.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import longpoll.text.Excerpt;
import longpoll.transport.PollAnswer;
import longpoll.transport.SingleRequests;

/**
 * Asks a server that speaks the native protocol about itself. The paths lie beside the poll
 * endpoint: for {@code http://host/a/poll} they are {@code http://host/a/time} and so on. Every
 * call blocks until the answer or the limit. Safe for any thread.
 */
public final class TargetClient {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  /** A server bounds its answer; five minutes of the densest schedule fit. */
  private static final long PLAN_SLICE_MICROS = Duration.ofMinutes(5).toNanos() / 1_000;

  private final SingleRequests requests;
  private final URI poll;
  private final Duration limit;

  /**
   * @param poll the poll endpoint
   * @param limit how long one answer may take
   */
  public TargetClient(SingleRequests requests, URI poll, Duration limit) {
    this.requests = requests;
    this.poll = poll;
    this.limit = limit;
  }

  /** The server's clock, in microseconds since the Unix epoch. */
  public long time() {
    URI uri = beside("time");
    JsonNode now = json(uri).path("now");
    if (!now.isIntegralNumber()) {
      throw new TargetException(uri + " has no whole number 'now'");
    }
    return now.longValue();
  }

  /** The planned instants of one channel in [from, to), ascending, in microseconds. */
  public long[] plan(long fromMicros, long toMicros, String channel) {
    LongStream.Builder instants = LongStream.builder();
    String name = URLEncoder.encode(channel, StandardCharsets.UTF_8);
    for (long from = fromMicros; from < toMicros; from += PLAN_SLICE_MICROS) {
      long to = Math.min(from + PLAN_SLICE_MICROS, toMicros);
      URI uri = beside("plan?from=" + from + "&to=" + to + "&channel=" + name);
      JsonNode planned = json(uri).path("planned");
      if (!planned.isArray()) {
        throw new TargetException(uri + " has no list 'planned'");
      }
      for (JsonNode instant : planned) {
        if (!instant.isIntegralNumber()) {
          throw new TargetException(
              uri + " has '" + Excerpt.of(instant.toString()) + "' where an instant belongs");
        }
        instants.add(instant.longValue());
      }
    }
    return instants.build().sorted().toArray();
  }

  /** The planned instants of several channels, by channel. */
  public Map<String, long[]> plans(long fromMicros, long toMicros, Collection<String> channels) {
    Map<String, long[]> plans = new TreeMap<>();
    for (String channel : channels) {
      plans.put(channel, plan(fromMicros, toMicros, channel));
    }
    return plans;
  }

  public ServerStats stats() {
    URI uri = beside("stats");
    try {
      return JSON.treeToValue(json(uri), ServerStats.class);
    } catch (JsonProcessingException e) {
      throw new TargetException(
          uri + " is not what a server's counts look like: " + Excerpt.of(e.getOriginalMessage()),
          e);
    }
  }

  private URI beside(String pathAndQuery) {
    return poll.resolve(pathAndQuery);
  }

  private JsonNode json(URI uri) {
    PollAnswer response = get(uri);
    if (response.status() != 200) {
      throw new TargetException(
          uri
              + " answered "
              + response.status()
              + " where 200 was expected"
              + Excerpt.ofBody(": ", response.body()));
    }
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new TargetException(
          uri + " did not answer with JSON" + Excerpt.ofBody(": ", response.body()), e);
    }
  }

  private PollAnswer get(URI uri) {
    try {
      SingleRequests.Reply reply = requests.get(uri, limit);
      if (reply.answer() == null) {
        throw new TargetException(uri + ": " + FailuresInWords.of(uri, reply));
      }
      return reply.answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TargetException(uri + ": interrupted while waiting for the answer", e);
    }
  }
}
