package longpoll.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.Map;

/** Sends a request to the handler of its path; 404 and 405 where there is none. Immutable. */
final class Routes implements HttpHandler {
  private final Map<String, HttpHandler> routes;

  Routes(Map<String, HttpHandler> routes) {
    this.routes = Map.copyOf(routes);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HttpHandler handler = routes.get(exchange.getRequestPath());
    if (handler == null) {
      Replies.problem(
          exchange,
          Problem.of(
              404,
              "nothing is at "
                  + ClientText.shown(exchange.getRequestPath())
                  + "; try /poll or /stats"));
      return;
    }
    handler.handleRequest(exchange);
  }

  /** A handler that reads something: GET and HEAD. */
  static HttpHandler reading(HttpHandler handler) {
    return exchange -> {
      HttpString method = exchange.getRequestMethod();
      if (method.equals(Methods.GET) || method.equals(Methods.HEAD)) {
        handler.handleRequest(exchange);
      } else {
        Replies.problem(exchange, Problem.methodNotAllowed(method.toString(), "GET, HEAD"));
      }
    };
  }

  /** Keeps work that may take a while off the IO threads. */
  static HttpHandler onWorker(HttpHandler handler) {
    HttpHandler ending = ending(handler);
    return exchange -> exchange.dispatch(ending);
  }

  /** A handler whose OutOfMemoryError ends the process; Undertow would answer 500 and go on. */
  static HttpHandler ending(HttpHandler handler) {
    return exchange -> {
      try {
        handler.handleRequest(exchange);
      } catch (OutOfMemoryError e) {
        throw ProcessEnd.outOfMemory(e);
      }
    };
  }

  static HttpHandler posting(HttpHandler handler) {
    return exchange -> {
      HttpString method = exchange.getRequestMethod();
      if (method.equals(Methods.POST)) {
        handler.handleRequest(exchange);
      } else {
        Replies.problem(exchange, Problem.methodNotAllowed(method.toString(), "POST"));
      }
    };
  }
}
