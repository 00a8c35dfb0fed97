package longpoll.dialect.stub;

import java.net.URI;
import java.time.Duration;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DialectState;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.FileRequest;
import longpoll.dialect.file.Reading;
import longpoll.transport.SingleRequests;

/** Makes an event as the dialect's publish block says, with a session of its own. */
final class StubPublisher implements AutoCloseable {
  private final FileDialect dialect;
  private final URI target;
  private final SingleRequests requests;
  private DialectState state;

  StubPublisher(FileDialect dialect, URI target, String channel) {
    this.dialect = dialect;
    this.target = target;
    requests = SingleRequests.plain(target);
    state = dialect.start(target.toString(), channel, 0, "run-1");
  }

  void publish(long seq) throws InterruptedException {
    for (int i = 0; i < dialect.publishHandshakes(); i++) {
      state = ask(Purpose.publishHandshake(i), state);
    }
    ask(Purpose.PUBLISH, state.publishing(seq, Stub.PLANNED_AT, Stub.PLANNED_AT + 5, "a \\ \"b\""));
  }

  private DialectState ask(Purpose purpose, DialectState from) throws InterruptedException {
    FileRequest request = dialect.request(purpose, from, Duration.ZERO);
    SingleRequests.Reply reply =
        requests.send(target, request.toPollRequest(target.getPath()), Duration.ofSeconds(20));
    if (reply.answer() == null) {
      throw new AssertionError(purpose + ": " + reply.detail());
    }
    Reading reading =
        dialect.read(purpose, from, reply.status(), reply.headers()::get, reply.answer().body());
    if (reading.kind() != Reading.Kind.DONE) {
      throw new AssertionError(purpose + ": " + reading.detail());
    }
    return reading.next();
  }

  @Override
  public void close() {
    requests.close();
  }
}
