package longpoll.server.http;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.xnio.ChannelListener;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/** Counts connections on their way to Undertow. Thread-safe. */
final class Connections {
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong closed = new AtomicLong();

  /** A listener of Undertow's whose connections are counted. */
  DelegateOpenListener counting(DelegateOpenListener listener) {
    return counting(listener, connection -> {});
  }

  /**
   * A listener of Undertow's whose connections are counted.
   *
   * @param first is given each connection before Undertow
   */
  DelegateOpenListener counting(DelegateOpenListener listener, Consumer<StreamConnection> first) {
    return new Counting(listener, first);
  }

  long opened() {
    return opened.get();
  }

  long open() {
    return opened.get() - closed.get();
  }

  private final class Counting implements DelegateOpenListener {
    private final DelegateOpenListener next;
    private final Consumer<StreamConnection> first;

    Counting(DelegateOpenListener next, Consumer<StreamConnection> first) {
      this.next = next;
      this.first = first;
    }

    @Override
    public void handleEvent(StreamConnection connection) {
      opened.incrementAndGet();
      first.accept(connection);
      next.handleEvent(connection);
      awaitClose(connection);
    }

    @Override
    public void handleEvent(StreamConnection connection, PooledByteBuffer read) {
      opened.incrementAndGet();
      first.accept(connection);
      next.handleEvent(connection, read);
      awaitClose(connection);
    }

    /** Undertow has set its listener by now. */
    private void awaitClose(StreamConnection connection) {
      // A connection that Undertow has closed already never calls a listener again.
      if (!connection.isOpen()) {
        closed.incrementAndGet();
        return;
      }
      ChannelListener<? super StreamConnection> listener = connection.getCloseListener();
      connection.setCloseListener(
          ended -> {
            closed.incrementAndGet();
            if (listener != null) {
              listener.handleEvent(ended);
            }
          });
    }

    @Override
    public HttpHandler getRootHandler() {
      return next.getRootHandler();
    }

    @Override
    public void setRootHandler(HttpHandler handler) {
      next.setRootHandler(handler);
    }

    @Override
    public OptionMap getUndertowOptions() {
      return next.getUndertowOptions();
    }

    @Override
    public void setUndertowOptions(OptionMap options) {
      next.setUndertowOptions(options);
    }

    @Override
    public ByteBufferPool getBufferPool() {
      return next.getBufferPool();
    }

    @Override
    public ConnectorStatistics getConnectorStatistics() {
      return next.getConnectorStatistics();
    }

    @Override
    public void closeConnections() {
      next.closeConnections();
    }
  }
}
