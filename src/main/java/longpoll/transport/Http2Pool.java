package longpoll.transport;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections of one event loop to one host over HTTP/2. Each client has a place on one of
 * them; a connection has as many as the settings say, or fewer where the server allows fewer
 * streams. Confined to the event loop.
 */
final class Http2Pool {
  final PollTransport transport;
  final EventLoop loop;
  final Http2Requests requests = new Http2Requests();
  private final List<Http2Connection> connections = new ArrayList<>();

  /** Most clients of a connection that is made from now on. */
  private int places;

  /** Whose connections these are. */
  record Key(EventLoop loop, String host, int port) {}

  Http2Pool(PollTransport transport, EventLoop loop) {
    this.transport = transport;
    this.loop = loop;
    places = transport.streams();
  }

  /** Gives a client a place, on a new connection where there is none left on the others. */
  Http2Connection join(PollStream client) {
    for (Http2Connection each : connections) {
      if (each.hasPlace()) {
        each.join(client);
        return each;
      }
    }
    Http2Connection made = new Http2Connection(this, client.route, places);
    connections.add(made);
    made.join(client);
    made.connect();
    return made;
  }

  /** The server allows so many streams on a connection, and most likely on the next as well. */
  void serverAllows(long streams) {
    places = (int) Math.max(1, Math.min(transport.streams(), streams));
  }

  /** Nobody gets a place there any more. */
  void forget(Http2Connection connection) {
    connections.remove(connection);
  }
}
