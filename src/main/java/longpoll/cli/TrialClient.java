package longpoll.cli;

import java.net.URI;
import java.time.Duration;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DialectState;
import longpoll.dialect.file.FileDialect;
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
  private final SingleRequests requests;
  private DialectState state;

  /**
   * A request that is ready to be sent.
   *
   * @param host where it goes
   * @param bytes all of it, secrets included
   */
  record Call(Purpose purpose, DialectState asked, URI host, PollRequest request, byte[] bytes) {}

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
    requests = new SingleRequests(target, tls, BODY, dialect.keepsCookies());
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
    PollRequest request = dialect.request(purpose, asked, hold).toPollRequest(path());
    URI host = request.origin() == null ? target : request.origin();
    return new Call(purpose, asked, host, request, requests.encoded(target, request));
  }

  private String path() {
    return target.getRawPath() == null ? "" : target.getRawPath();
  }

  Came send(Call call, Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    return new Came(requests.send(target, call.request, limit), System.nanoTime() - start);
  }

  @Override
  public void close() {
    requests.close();
  }
}
