package longpoll.target;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import longpoll.dialect.Answer;
import longpoll.dialect.Dialect;
import longpoll.dialect.Outcome;
import longpoll.dialect.Position;
import longpoll.text.Excerpt;

/**
 * One poll before any load, to learn whether a target can be polled in a dialect at all. A protocol
 * that lets a client ask for its hold is asked for none; elsewhere a poll that is still held after
 * a moment is as good as an answer, and is abandoned. Blocks; safe for any thread.
 */
public final class TargetCheck {
  private final HttpClient http;
  private final Duration patience;

  /**
   * @param patience how long the answer is waited for, or, where no hold can be asked for, how long
   *     until the poll counts as held
   */
  public TargetCheck(HttpClient http, Duration patience) {
    this.http = http;
    this.patience = patience;
  }

  /**
   * @param channels as the dialect writes them, or empty
   * @throws TargetException when the target cannot be polled, with the reason and what to do
   */
  public void check(URI target, Dialect dialect, String channels) {
    URI uri = withQuery(target, dialect.query(Position.START, Duration.ZERO, channels));
    AtomicReference<ResponseInfo> head = new AtomicReference<>();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(
            HttpRequest.newBuilder(uri).build(),
            info -> {
              head.set(info);
              return BodyHandlers.ofByteArray().apply(info);
            });
    try {
      HttpResponse<byte[]> response = exchange.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      judgeStatus(uri, dialect, head.get(), response.body());
      judgeAnswer(uri, dialect, response);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      ResponseInfo info = head.get();
      if (info != null) {
        judgeStatus(uri, dialect, info, new byte[0]);
        throw unusable(
            uri,
            "the answer began with status "
                + info.statusCode()
                + ", but did not end within "
                + patience.toMillis()
                + " ms: does it stream? A long poll is one whole answer");
      }
      if (dialect.asksForHold()) {
        throw unusable(
            uri,
            "no answer within "
                + patience.toMillis()
                + " ms to a poll that asked not to be held: it does not understand dialect "
                + dialect.name()
                + ", or is overloaded");
      }
    } catch (ExecutionException e) {
      throw new TargetException(message(uri, TargetHttp.inWords(uri, e.getCause())), e.getCause());
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new TargetException(message(uri, "interrupted while waiting for the answer"), e);
    }
  }

  private static void judgeStatus(URI uri, Dialect dialect, ResponseInfo info, byte[] body) {
    int status = info.statusCode();
    String type = info.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (status / 100 == 3 && status != 304) {
      String location =
          Excerpt.of(info.headers().firstValue("Location").orElse("nowhere it names"));
      throw unusable(
          uri, "it redirects (" + status + ") to " + location + ": set the URL it redirects to");
    }
    if (status == 401 || status == 403 || status == 407) {
      String scheme =
          info.headers()
              .firstValue("WWW-Authenticate")
              .map(challenge -> ", " + Excerpt.of(challenge.split("[ ,]", 2)[0]))
              .orElse("");
      throw unusable(
          uri,
          "it wants credentials ("
              + status
              + scheme
              + "), which are not supported: use an endpoint that does not");
    }
    if (status == 404) {
      throw unusable(uri, "there is no such path (404): check the path, often /poll");
    }
    if (status == 405) {
      throw unusable(uri, "it does not allow GET there (405): check the path");
    }
    if (status == 400) {
      throw unusable(
          uri,
          "it does not understand a poll of dialect "
              + dialect.name()
              + " (400)"
              + Excerpt.ofBody(": ", body));
    }
    if (status == 429 || status == 503) {
      String after =
          info.headers()
              .firstValue("Retry-After")
              .map(wish -> ", Retry-After " + Excerpt.of(wish))
              .orElse("");
      throw unusable(
          uri, "it takes no more polls now (" + status + after + "): wait, or raise its capacity");
    }
    if (status / 100 == 5) {
      throw unusable(
          uri, "it answers " + status + Excerpt.ofBody(": ", body) + ": look at its own log");
    }
    if (status == 200 && type.contains("html")) {
      throw unusable(uri, "it answers with a web page (" + Excerpt.of(type) + "): check the path");
    }
    if (status == 200 && type.startsWith("text/event-stream")) {
      throw unusable(
          uri, "it streams events (" + Excerpt.of(type) + "), which is not long polling");
    }
  }

  private static void judgeAnswer(URI uri, Dialect dialect, HttpResponse<byte[]> response) {
    Answer answer =
        dialect.read(
            Position.START,
            response.statusCode(),
            name -> response.headers().firstValue(name).orElse(null),
            response.body());
    if (answer.outcome() == Outcome.FAILED) {
      throw unusable(
          uri,
          "it speaks HTTP, but not dialect "
              + dialect.name()
              + " ("
              + answer.detail()
              + "): set another dialect, or check the path");
    }
    if (answer.outcome() == Outcome.EMPTY && dialect.resumes() && answer.next().cursor() == null) {
      throw unusable(
          uri,
          "its 204 does not say where to go on, as dialect "
              + dialect.name()
              + " needs: set -Dlongpoll.dialect=article for bare polls");
    }
  }

  private static URI withQuery(URI uri, String query) {
    if (query.isEmpty()) {
      return uri;
    }
    return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + query);
  }

  private static TargetException unusable(URI uri, String text) {
    return new TargetException(message(uri, text));
  }

  private static String message(URI uri, String text) {
    return "The target " + uri + " cannot be polled: " + text;
  }
}
