package longpoll.server.outbound;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** A target that keeps what is published to it and answers as a test says. Thread-safe. */
final class Sink implements AutoCloseable {
  /** A request as it came; {@code headers} are those that tests look at. */
  record Got(String method, String uri, String body, HttpExchange exchange) {
    String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }
  }

  record Reply(int status, String body) {
    static final Reply OK = new Reply(200, "{\"ok\":true}");
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final List<Got> got = Collections.synchronizedList(new ArrayList<>());

  private Sink(HttpServer server, Function<Got, Reply> behaviour) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, behaviour));
    server.start();
  }

  static Sink http(Function<Got, Reply> behaviour) throws IOException {
    return new Sink(HttpServer.create(loopback(), 0), behaviour);
  }

  static Sink https(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new Sink(server, request -> Reply.OK);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void handle(HttpExchange exchange, Function<Got, Reply> behaviour) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Got request =
        new Got(exchange.getRequestMethod(), exchange.getRequestURI().toString(), body, exchange);
    got.add(request);
    Reply reply = behaviour.apply(request);
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  List<Got> got() {
    synchronized (got) {
      return List.copyOf(got);
    }
  }

  List<String> bodies() {
    return got().stream().map(Got::body).toList();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
