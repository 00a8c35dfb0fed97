package longpoll.server.http;

import io.undertow.server.protocol.http.HttpOpenListener;
import java.util.concurrent.atomic.AtomicLong;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;

/** Counts connections on their way to Undertow. Thread-safe. */
final class Connections implements ChannelListener<StreamConnection> {
  private final HttpOpenListener next;
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong closed = new AtomicLong();

  Connections(HttpOpenListener next) {
    this.next = next;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    opened.incrementAndGet();
    next.handleEvent(connection);
    // Undertow has set its listener by now; a connection that it has closed already never calls one
    // again.
    if (!connection.isOpen()) {
      closed.incrementAndGet();
      return;
    }
    ChannelListener<? super StreamConnection> listener = connection.getCloseListener();
    connection.setCloseListener(
        c -> {
          closed.incrementAndGet();
          listener.handleEvent(c);
        });
  }

  long opened() {
    return opened.get();
  }

  long open() {
    return opened.get() - closed.get();
  }
}
