package longpoll.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.LinkedHashMap;
import java.util.Map;
import longpoll.server.publish.Plan;
import longpoll.server.text.BadParameterException;
import longpoll.server.text.Channels;
import longpoll.server.text.Problem;
import longpoll.server.text.QueryParser;

/** {@code GET /plan?from=&to=[&channel=]}: the planned instants of a range, µs since the epoch. */
final class PlanHandler implements HttpHandler {
  private final Plan plan;
  private final BodyBudget bodies;

  PlanHandler(Plan plan, BodyBudget bodies) {
    this.plan = plan;
    this.bodies = bodies;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Map<String, String> query = new LinkedHashMap<>();
    try {
      QueryParser.parse(exchange.getQueryString(), query::put);
      long from = instant(query, "from");
      long to = instant(query, "to");
      if (to < from) {
        throw new BadParameterException("to", "at least from, which is " + from, query.get("to"));
      }
      String channel = query.get("channel");
      if (channel != null && !Channels.isName(channel)) {
        throw new BadParameterException("channel", "a name of " + Channels.LIMIT, channel);
      }
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("channel", channel);
      answer.put("from", from);
      answer.put("to", to);
      answer.put("planned", plan.instants(channel, from, to));
      bodies.json(exchange, answer);
    } catch (BadParameterException e) {
      Replies.problem(exchange, Problem.badParameter(e));
    } catch (Plan.TooManyInstants e) {
      Replies.problem(
          exchange,
          Problem.badParameter(
              new BadParameterException(
                  "to",
                  "so near to from that at most " + Plan.MOST_INSTANTS + " instants lie between",
                  query.get("to"))));
    }
  }

  private static long instant(Map<String, String> query, String name) throws BadParameterException {
    String text = query.get(name);
    if (text == null) {
      throw new BadParameterException(name, "given, in microseconds since the epoch", "");
    }
    return QueryParser.integer(name, text, 0);
  }
}
