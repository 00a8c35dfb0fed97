package longpoll.dialect.stub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/** Serves one stub on a free port of the loopback. A held request keeps a thread. */
final class StubServer implements AutoCloseable {
  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final Stub stub;
  private volatile boolean compresses;
  private volatile Function<Ask, Reply> instead = ask -> null;

  StubServer(Stub stub) throws IOException {
    this.stub = stub;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  /** The target, to which the path is added that users of the dialect would add. */
  URI target() {
    return URI.create(origin() + stub.base());
  }

  String origin() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** What clients asked wrongly; empty for none. */
  List<String> refused() {
    return refused;
  }

  /** From now on bodies are sent compressed. */
  void compress() {
    compresses = true;
  }

  /** From now on something in front of the stub answers, where that gives an answer. */
  void answerInstead(Function<Ask, Reply> other) {
    instead = other;
  }

  private void handle(HttpExchange exchange) throws IOException {
    Reply reply;
    try {
      Ask ask = Ask.of(exchange);
      Reply other = instead.apply(ask);
      reply = other == null ? stub.answer(ask) : other;
    } catch (Ask.Refused e) {
      refused.add(e.status + " " + e.getMessage());
      reply = Reply.text(e.status, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
      return;
    } catch (RuntimeException e) {
      refused.add("the stub broke: " + e);
      reply = Reply.text(500, "the stub broke");
    }
    send(exchange, reply);
  }

  private void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body() == null ? null : reply.body().getBytes(StandardCharsets.UTF_8);
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    if (compresses && body != null) {
      body = gzip(body);
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    boolean none = body == null || body.length == 0;
    exchange.sendResponseHeaders(reply.status(), none ? -1 : body.length);
    if (!none) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
