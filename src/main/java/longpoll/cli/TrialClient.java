package longpoll.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DialectState;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.FileRequest;
import longpoll.settings.Settings;
import longpoll.transport.SingleRequests;

/**
 * One client of a trial: what it knows, and its connections, one for each host, each with its
 * cookies. One request at a time; every one blocks.
 */
final class TrialClient implements AutoCloseable {
  private static final Settings.Body BODY = new Settings.Body(64 << 20, 0.5);

  private final FileDialect dialect;
  private final URI target;
  private final Settings.Tls tls;
  private final Map<URI, SingleRequests> hosts = new HashMap<>();
  private DialectState state;

  /**
   * A request that is ready to be sent.
   *
   * @param bytes all of it, secrets included
   */
  record Call(
      Purpose purpose,
      DialectState asked,
      SingleRequests host,
      URI uri,
      PollRequest request,
      byte[] bytes) {
    Came send(Duration limit) throws InterruptedException {
      long start = System.nanoTime();
      return new Came(host.send(uri, request, limit), System.nanoTime() - start);
    }
  }

  /**
   * What came of a request.
   *
   * @param nanos from the request to the end of its answer
   */
  record Came(SingleRequests.Reply reply, long nanos) {}

  /**
   * @throws IllegalArgumentException for a channel that does not fit
   */
  TrialClient(FileDialect dialect, URI target, String channel, String run, Settings.Tls tls) {
    this.dialect = dialect;
    this.target = target;
    this.tls = tls;
    String url = target.toString();
    String plain = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    state = dialect.start(plain, channel, 0, run);
  }

  DialectState state() {
    return state;
  }

  void knows(DialectState next) {
    state = next;
  }

  /**
   * @throws IllegalArgumentException for a request that cannot be sent; the message is for people
   *     and may hold secrets
   */
  Call call(Purpose purpose, DialectState asked, Duration hold) {
    FileRequest made = dialect.request(purpose, asked, hold);
    URI uri = made.origin() == null ? target : origin(made.origin());
    PollRequest request = made.origin() == null ? toTarget(made) : elsewhere(made);
    SingleRequests host =
        hosts.computeIfAbsent(uri, to -> new SingleRequests(to, tls, BODY, dialect.keepsCookies()));
    return new Call(purpose, asked, host, uri, request, host.encoded(uri, request));
  }

  private PollRequest toTarget(FileRequest made) {
    return made.toPollRequest(target.getRawPath() == null ? "" : target.getRawPath());
  }

  private static PollRequest elsewhere(FileRequest made) {
    Map<String, String> headers = new LinkedHashMap<>();
    made.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    String path = made.path().isEmpty() ? null : made.path();
    return new PollRequest(made.method(), path, made.query(), headers, made.body());
  }

  /** Not quoted in the message: it may come from the environment. */
  private static URI origin(String origin) {
    try {
      URI uri = new URI(origin);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Named below.
    }
    throw new IllegalArgumentException("url: scheme and host make no URL such as https://host");
  }

  @Override
  public void close() {
    hosts.values().forEach(SingleRequests::close);
  }
}
