package longpoll.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import longpoll.server.http.HttpFront;
import longpoll.server.http.Routes;
import longpoll.server.options.ServerOptions;
import longpoll.server.process.ProcessEnd;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;

/**
 * A process of the server's kind in which memory runs out, or a drain does not end, where it is
 * told to. Its first line has the port; a request sets it off.
 */
final class ProcessEndProgram {
  /** Keeps what fills the heap. */
  private static final List<Object> FULL = new ArrayList<>();

  private static Runnable failure;

  private ProcessEndProgram() {}

  public static void main(String[] args) throws Exception {
    Main.prepareProcess();
    failure =
        switch (args[1]) {
          case "heap" -> ProcessEndProgram::fillTheHeap;
          case "small" -> ProcessEndProgram::fillTheHeapToTheLastByte;
          default ->
              () -> {
                throw new OutOfMemoryError("a test\nsays so");
              };
        };
    HttpFront front =
        new HttpFront(
            ServerOptions.builder().host("127.0.0.1").port(0).build(),
            exchange -> handle(exchange, args[0]),
            1_000);
    if (args[0].equals("drain")) {
      ProcessEnd.onStop(failure, Duration.ofSeconds(5));
    }
    if (args[0].equals("endless-drain")) {
      ProcessEnd.onStop(ProcessEndProgram::neverReturn, Duration.ofMillis(200));
    }
    front.start();
    System.out.println("listening on http://127.0.0.1:" + front.port() + "/poll");
    Thread.currentThread().join();
  }

  private static void handle(HttpServerExchange exchange, String place) throws Exception {
    StreamConnection connection = ((HttpServerConnection) exchange.getConnection()).getChannel();
    switch (place) {
      case "handler" -> failure.run();
      case "worker" -> Routes.onWorker(e -> failure.run()).handleRequest(exchange);
      case "undertow-worker" -> exchange.dispatch(e -> failure.run());
      case "io-task" -> {
        exchange.dispatch();
        exchange.getIoThread().execute(failure);
      }
      case "io-timer" -> {
        exchange.dispatch();
        exchange.getIoThread().executeAfter(failure, 1, TimeUnit.MILLISECONDS);
      }
      case "listener" -> {
        exchange.dispatch();
        ChannelListener<Channel> listener = channel -> failure.run();
        connection.getSinkChannel().setWriteListener(listener::handleEvent);
        connection.getSinkChannel().resumeWrites();
      }
      case "thread" -> new Thread(failure, "longpoll-timer").start();
      default -> throw new IllegalArgumentException(place);
    }
  }

  private static void neverReturn() {
    synchronized (ProcessEndProgram.class) {
      while (true) {
        try {
          ProcessEndProgram.class.wait();
        } catch (InterruptedException e) {
          // Still not.
        }
      }
    }
  }

  private static void fillTheHeap() {
    while (true) {
      FULL.add(new byte[1 << 16]);
    }
  }

  private static void fillTheHeapToTheLastByte() {
    Object[] chain = null;
    try {
      while (true) {
        FULL.add(new byte[1 << 16]);
      }
    } catch (OutOfMemoryError e) {
      while (true) {
        chain = new Object[] {chain};
        FULL.set(0, chain);
      }
    }
  }
}
