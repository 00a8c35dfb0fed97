package longpoll.barrier;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import longpoll.text.Numbers;

/**
 * Requests of which the time to the last byte of the answer is bounded, and how much of it is read.
 * Thread-safe.
 */
public final class BoundedRequests {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final int LONGEST_ANSWER = 1 << 16;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  /**
   * @param receivedNanos when its head was there, by {@link System#nanoTime}
   */
  public record Answer(int status, byte[] body, long receivedNanos) {}

  /** The client's own time-out ends with the head of the answer. */
  public Answer send(HttpRequest.Builder request, Duration limit)
      throws IOException, InterruptedException {
    CompletableFuture<Answer> answer =
        client
            .sendAsync(request.timeout(limit).build(), BodyHandlers.ofInputStream())
            .thenApplyAsync(BoundedRequests::read);
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no answer within " + Numbers.duration(limit.toMillis()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof UncheckedIOException unchecked) {
        throw unchecked.getCause();
      }
      throw cause instanceof IOException io ? io : new IOException(cause);
    } finally {
      answer.cancel(true);
    }
  }

  private static Answer read(HttpResponse<InputStream> response) {
    long received = System.nanoTime();
    try (InputStream body = response.body()) {
      return new Answer(response.statusCode(), body.readNBytes(LONGEST_ANSWER), received);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
