package longpoll.server.outbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import longpoll.server.outbound.EventTemplate.EventValues;
import longpoll.server.text.Units;

/**
 * Sends the requests of events over HTTP/1.1, without redirects, proxies and cookies. A request
 * that may have arrived is never sent again. Thread-safe; nothing blocks.
 */
final class HttpSender {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  /** The client writes these itself. */
  private static final Set<String> OWN_HEADERS = Set.of("content-length", "connection");

  private static final EventValues SAMPLE = new EventValues("c0", 1, 1, 1, "");

  private final URI target;
  private final Duration limit;
  private final HttpClient client;

  /** How a request failed. */
  record Failure(String words, boolean certainlyNotSent) {}

  /**
   * @param limit how long a request may take, the whole answer included
   */
  HttpSender(PublishInput input, Duration limit, Executor executor)
      throws PublishInput.BadInputException {
    target = input.target();
    this.limit = limit;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(limit.compareTo(LONGEST_CONNECT) < 0 ? limit : LONGEST_CONNECT)
            .sslContext(Trust.context(input.tls()))
            .executor(executor)
            .build();
    for (EventTemplate template : input.templates()) {
      check(template);
    }
  }

  /**
   * Sets what the JDK's client reads once, when it is first used. To be called first in a process
   * that publishes.
   */
  static void prepareProcess() {
    // Its own retry of a GET would send an event twice that may have arrived.
    setDefault("jdk.httpclient.redirects.retrylimit", "1");
    setDefault("jdk.httpclient.allowRestrictedHeaders", "host");
    // Many servers close a connection that was idle for 5 s; it is not to be in use just then.
    setDefault("jdk.httpclient.keepalive.timeout", "4");
  }

  private static void setDefault(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  private void check(EventTemplate template) throws PublishInput.BadInputException {
    try {
      request(template, SAMPLE);
    } catch (IllegalArgumentException e) {
      throw new PublishInput.BadInputException(
          "the publish request cannot be sent: its method, URL, or one of the headers "
              + String.join(
                  ", ", template.headers().stream().map(EventTemplate.Header::name).toList())
              + " is not valid in HTTP");
    }
  }

  /**
   * Sends an event.
   *
   * @throws IllegalArgumentException when a value of the event does not fit its place
   */
  CompletableFuture<HttpResponse<byte[]>> send(EventTemplate template, EventValues event) {
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request(template, event), info -> new BoundedBody());
    CompletableFuture<HttpResponse<byte[]>> inTime =
        sent.copy().orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS);
    inTime.whenComplete(
        (answer, failure) -> {
          if (failure != null) {
            // Closes the connection, so that nothing of a slow target is left behind.
            sent.cancel(true);
          }
        });
    return inTime;
  }

  private HttpRequest request(EventTemplate template, EventValues event) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(template, event));
    String body = template.body() == null ? null : EventTemplate.filled(template.body(), event);
    request.method(
        template.method(),
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)));
    request.setHeader("User-Agent", "longpoll-publisher");
    for (EventTemplate.Header header : template.headers()) {
      if (!OWN_HEADERS.contains(header.name().toLowerCase(Locale.ROOT))) {
        request.setHeader(header.name(), EventTemplate.filled(header.value(), event));
      }
    }
    return request.build();
  }

  private URI uri(EventTemplate template, EventValues event) {
    String path = Escapes.url(EventTemplate.filled(template.path(), event));
    String query = Escapes.url(EventTemplate.filled(template.query(), event));
    String origin = template.origin();
    if (origin == null) {
      String own = target.getRawPath() == null ? "" : target.getRawPath();
      boolean slash = own.endsWith("/") && !path.isEmpty();
      path = (slash ? own.substring(0, own.length() - 1) : own) + path;
      origin = target.getScheme() + "://" + target.getRawAuthority();
      String ownQuery = target.getRawQuery() == null ? "" : target.getRawQuery();
      query = ownQuery + (ownQuery.isEmpty() || query.isEmpty() ? "" : "&") + query;
    }
    return URI.create(
        origin + (path.isEmpty() ? "/" : path) + (query.isEmpty() ? "" : "?" + query));
  }

  /** What went wrong, in words of ours: those of an exception may quote the request. */
  Failure failure(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof IllegalArgumentException) {
      return new Failure("a value of the event does not fit into its header or URL", true);
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return new Failure("no connection in time: check host, port and firewall", true);
    }
    if (cause instanceof ConnectException) {
      return new Failure("nothing accepts connections there: is the target running?", true);
    }
    if (cause instanceof SSLHandshakeException || cause instanceof SSLException) {
      return new Failure(
          "no TLS connection (" + cause.getMessage() + "): see tls.trust-store and tls.trust-all",
          cause instanceof SSLHandshakeException);
    }
    if (cause instanceof TimeoutException) {
      return new Failure("no answer within " + Units.text(limit), false);
    }
    if (cause instanceof IOException) {
      return new Failure("the connection ended before a whole answer came", false);
    }
    return new Failure("unexpected: " + cause.getClass().getName(), false);
  }
}
