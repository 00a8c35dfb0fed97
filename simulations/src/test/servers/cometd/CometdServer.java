import org.cometd.server.http.jakarta.CometDServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * CometD on Jetty at {@code /cometd} of a port of 127.0.0.1, until SIGTERM. Run from source with
 * the class path that {@code install} resolves.
 */
final class CometdServer {
  private CometdServer() {}

  public static void main(String[] args) throws Exception {
    Server server = new Server(new QueuedThreadPool(50));
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(args[0]));
    // A flood of users connects within a second.
    connector.setAcceptQueueSize(4_096);
    connector.setIdleTimeout(300_000);
    server.addConnector(connector);

    ServletHolder cometd = new ServletHolder(CometDServlet.class);
    cometd.setAsyncSupported(true);
    cometd.setInitOrder(1);
    cometd.setInitParameter("ws.cometdURLMapping", null);
    // Without cookies a session is known by its clientId alone. One browser may hold one connect by default; all our users look like one.
    cometd.setInitParameter("maxSessionsPerBrowser", "-1");
    // A client that is between two polls is no lost one.
    cometd.setInitParameter("maxInterval", "60000");
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(cometd, "/cometd/*");
    server.setHandler(context);
    server.start();
    server.join();
  }
}
