package longpoll.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import longpoll.server.hub.ByteBudget;
import longpoll.server.hub.Event;
import longpoll.server.hub.Hub;
import longpoll.server.options.ServerOptions;
import longpoll.server.process.MicroClock;
import longpoll.server.process.ProcessEnd;
import longpoll.server.publish.Plan;
import longpoll.server.text.ClientText;
import longpoll.server.text.Problem;

/** Sends a request to the handler of its path; 404 and 405 where there is none. Immutable. */
public final class Routes implements HttpHandler {
  private final Map<String, HttpHandler> routes;
  private final String hint;

  /**
   * @param hint paths to try instead of one that is not there
   */
  private Routes(Map<String, HttpHandler> routes, String hint) {
    this.routes = Map.copyOf(routes);
    this.hint = hint;
  }

  /**
   * The paths of the event server.
   *
   * @param publish appends an event and releases the polls that it wakes
   * @param stats what {@code GET /stats} shows, taken for each request
   */
  public static HttpHandler of(
      ServerOptions options,
      Plan plan,
      Hub hub,
      ByteBudget budget,
      PollGateway gateway,
      Function<Event.Draft, Event> publish,
      Supplier<?> stats,
      MicroClock clock) {
    BodyBudget bodies = new BodyBudget(budget, BodyBudget.LONGEST);
    return new Routes(
        Map.of(
            "/poll",
            gateway,
            "/publish",
            posting(new PublishHandler(options, hub, bodies, publish)),
            "/plan",
            reading(onWorker(new PlanHandler(plan, bodies))),
            "/stats",
            reading(exchange -> bodies.json(exchange, stats.get())),
            "/time",
            reading(exchange -> time(exchange, clock)),
            "/health",
            reading(exchange -> health(exchange, gateway.draining()))),
        "/poll or /stats");
  }

  /**
   * The paths of a publisher, which serves no polls.
   *
   * @param stats what {@code GET /stats} shows, taken for each request
   */
  public static HttpHandler ofPublisher(
      Plan plan, ByteBudget budget, Supplier<?> stats, MicroClock clock) {
    BodyBudget bodies = new BodyBudget(budget, BodyBudget.LONGEST);
    return new Routes(
        Map.of(
            "/plan",
            reading(onWorker(new PlanHandler(plan, bodies))),
            "/stats",
            reading(exchange -> bodies.json(exchange, stats.get())),
            "/time",
            reading(exchange -> time(exchange, clock))),
        "/stats or /plan");
  }

  private static void time(HttpServerExchange exchange, MicroClock clock) {
    Replies.json(exchange, 200, Map.of("now", clock.micros()));
  }

  private static void health(HttpServerExchange exchange, boolean stopping) {
    if (stopping) {
      Replies.problem(exchange, Problem.of(503, "the server is stopping"));
    } else {
      Replies.json(exchange, 200, Map.of("status", "ok"));
    }
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HttpHandler handler = routes.get(exchange.getRequestPath());
    if (handler == null) {
      Replies.problem(
          exchange,
          Problem.of(
              404,
              "nothing is at " + ClientText.shown(exchange.getRequestPath()) + "; try " + hint));
      return;
    }
    handler.handleRequest(exchange);
  }

  /** A handler that reads something: GET and HEAD. */
  private static HttpHandler reading(HttpHandler handler) {
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
  public static HttpHandler onWorker(HttpHandler handler) {
    HttpHandler ending = endingOnOutOfMemory(handler);
    return exchange -> exchange.dispatch(ending);
  }

  /**
   * A handler whose OutOfMemoryError ends the process; Undertow alone would answer 500 and go on.
   */
  static HttpHandler endingOnOutOfMemory(HttpHandler handler) {
    return exchange -> {
      try {
        handler.handleRequest(exchange);
      } catch (OutOfMemoryError e) {
        throw ProcessEnd.outOfMemory(e);
      }
    };
  }

  private static HttpHandler posting(HttpHandler handler) {
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
