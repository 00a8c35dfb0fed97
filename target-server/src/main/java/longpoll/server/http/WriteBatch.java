package longpoll.server.http;

import java.util.ArrayList;
import java.util.List;
import org.xnio.XnioIoThread;

/**
 * Connections of an IO thread to which something was written in this turn of it, and not sent.
 * Confined to that thread.
 */
final class WriteBatch {
  /** A broadcast is one turn, and the first of its answers must not wait for the last. */
  private static final int MOST_WRITES = 256;

  private final List<GatheringConduit> waiting = new ArrayList<>();
  private int writes;

  /** Something waits in a connection that had nothing waiting. */
  void add(GatheringConduit connection, XnioIoThread thread) {
    if (waiting.isEmpty()) {
      // Runs when this turn is over.
      thread.execute(this::send);
    }
    waiting.add(connection);
  }

  /** Something was written to one of them. */
  void written() {
    writes++;
    if (writes == MOST_WRITES) {
      send();
    }
  }

  private void send() {
    writes = 0;
    List<GatheringConduit> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(GatheringConduit::send);
  }
}
