package longpoll.servers;

import java.net.URI;
import java.time.Duration;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DialectState;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.Reading;
import longpoll.transport.SingleRequests;

/**
 * One client of a server that a dialect file describes, one request at a time: what a user or our
 * publisher would send, without load. It keeps what its answers say. For one thread at a time.
 */
final class DialectClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final FileDialect dialect;
  private final URI target;
  private final SingleRequests requests;
  private DialectState state;

  DialectClient(FileDialect dialect, URI target, String channel, long user) {
    this.dialect = dialect;
    this.target = target;
    requests = SingleRequests.plain(target);
    state = dialect.start(target.toString(), channel, user, "test");
  }

  /** Everything that comes before the first poll. */
  void beginPolling() {
    for (int i = 0; i < dialect.handshakes(); i++) {
      expectDone(ask(Purpose.handshake(i), state, Duration.ZERO));
    }
  }

  /** Everything that comes before the first event that this client publishes. */
  void beginPublishing() {
    for (int i = 0; i < dialect.publishHandshakes(); i++) {
      expectDone(ask(Purpose.publishHandshake(i), state, Duration.ZERO));
    }
  }

  /** Polls, and confirms what came where the dialect wants that. */
  Reading poll(Duration hold) {
    Reading reading = ask(Purpose.POLL, state, hold);
    state = reading.next();
    for (DialectState ack : reading.acks()) {
      Reading confirmed = ask(Purpose.ACK, ack, hold);
      if (confirmed.kind() != Reading.Kind.DONE) {
        throw new AssertionError("not confirmed: " + confirmed);
      }
    }
    return reading;
  }

  void publish(long seq, long plannedAtMicros) {
    DialectState event = state.publishing(seq, plannedAtMicros, plannedAtMicros, "some \"data\"");
    Reading reading = ask(Purpose.PUBLISH, event, Duration.ZERO);
    if (reading.kind() != Reading.Kind.DONE) {
      throw new AssertionError("not published: " + reading);
    }
  }

  void sayGoodbye() {
    if (dialect.has(Purpose.Kind.GOODBYE)) {
      ask(Purpose.GOODBYE, state, Duration.ZERO);
    }
  }

  private void expectDone(Reading reading) {
    if (reading.kind() != Reading.Kind.DONE) {
      throw new AssertionError("a handshake failed: " + reading);
    }
    state = reading.next();
  }

  private Reading ask(Purpose purpose, DialectState asked, Duration hold) {
    SingleRequests.Reply reply;
    try {
      reply =
          requests.send(
              target, dialect.request(purpose, asked, hold).toPollRequest(target.getPath()), LIMIT);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    if (reply.answer() == null) {
      throw new AssertionError(purpose + " failed: " + reply.failure() + ", " + reply.detail());
    }
    return dialect.read(
        purpose, asked, reply.status(), reply.answer()::header, reply.answer().body());
  }

  @Override
  public void close() {
    requests.close();
  }
}
