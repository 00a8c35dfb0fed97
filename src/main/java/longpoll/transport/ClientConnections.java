package longpoll.transport;

import io.netty.channel.EventLoop;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * The connections of one client, which sends a request at a time: one to the target, and one to
 * each further host that its protocol has requests for. Confined to its event loop.
 */
public final class ClientConnections {
  private final PollTransport transport;
  private final EventLoop loop;
  private final PollListener listener;
  private final ClientConnection toTarget;

  /** Most protocols have none. */
  private Map<URI, ClientConnection> toOthers = Map.of();

  /** Where the last request was sent. */
  private ClientConnection current;

  /**
   * @param route to the target
   */
  public ClientConnections(
      PollTransport transport, EventLoop loop, Route route, PollListener listener) {
    this.transport = transport;
    this.loop = loop;
    this.listener = listener;
    toTarget = transport.open(loop, route, listener);
    current = toTarget;
  }

  /** Where the target is from now on. */
  public void route(Route next) {
    toTarget.route(next);
  }

  /**
   * @param origin of another host than the target, or null
   * @see ClientConnection#send
   */
  public void send(URI origin, byte[] request, long timeoutNanos) {
    current = origin == null ? toTarget : to(origin);
    current.send(request, timeoutNanos);
  }

  private ClientConnection to(URI origin) {
    if (toOthers.isEmpty()) {
      toOthers = new HashMap<>(2);
    }
    return toOthers.computeIfAbsent(
        origin, host -> transport.open(loop, DirectRoute.to(host, null), listener));
  }

  /** Gives up what was sent last, if it is under way. */
  public void cut() {
    current.cut();
  }

  /** Closes the connection that was used last. */
  public void disconnect() {
    current.disconnect();
  }

  /** Closes all of them: the client leaves. */
  public void close() {
    toTarget.disconnect();
    toOthers.values().forEach(ClientConnection::disconnect);
  }
}
