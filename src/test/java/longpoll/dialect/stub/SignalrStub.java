package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A hub over long polling;
 * https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/TransportProtocols.md and
 * HubProtocol.md beside it.
 */
final class SignalrStub extends Stub {
  private static final String END = "\u001e";
  private final Set<String> polled = ConcurrentHashMap.newKeySet();
  private final Set<String> agreed = ConcurrentHashMap.newKeySet();

  @Override
  String base() {
    return "/hub";
  }

  @Override
  Map<String, String> environment(String origin) {
    return Map.of("SIGNALR_TOKEN", "bearer-secret");
  }

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.demands("Authorization", "Bearer bearer-secret");
    if (ask.is("POST", "/hub/negotiate")) {
      ask.only("negotiateVersion");
      return Reply.json(
          200,
          "{'connectionToken':'"
              + open()
              + "','connectionId':'public','negotiateVersion':1,'availableTransports':"
              + "[{'transport':'LongPolling','transferFormats':['Text','Binary']}]}");
    }
    ask.check(ask.path().equals("/hub"), "/hub");
    String id = ask.only("id").param("id");
    if (queue(id) == null) {
      return Reply.text(404, "No Connection with that ID");
    }
    return switch (ask.method()) {
      case "GET" -> poll(id);
      case "POST" -> post(ask, id);
      case "DELETE" -> end(id) ? Reply.of(202) : Reply.of(404);
      default -> throw ask.refused(405, "GET, POST or DELETE expected");
    };
  }

  private Reply poll(String id) throws InterruptedException {
    if (polled.add(id)) {
      return Reply.text(200, "");
    }
    if (fails()) {
      end(id);
      return Reply.text(500, "the connection is terminated");
    }
    List<Happened> messages = drain(id);
    if (messages == null) {
      return Reply.of(204);
    }
    StringBuilder body = new StringBuilder();
    messages.forEach(each -> body.append(message(each)).append(END));
    return Reply.text(200, body.toString());
  }

  /** Whether the poll that is answered at once is over. */
  boolean hasPolled(String id) {
    return polled.contains(id);
  }

  private static String message(Happened event) {
    return event.channel().isEmpty()
        ? event.doc().asText()
        : "{\"type\":1,\"target\":\"Receive\",\"arguments\":[" + event.doc() + "]}";
  }

  private Reply post(Ask ask, String id) {
    ask.check(ask.body().endsWith(END), "a message that ends in U+001E");
    JsonNode message = ask.parsed(ask.body().substring(0, ask.body().length() - 1));
    if (agreed.add(id)) {
      ask.check(
          message.path("protocol").asText().equals("json") && message.path("version").asInt() == 1,
          "the request for protocol json of version 1");
      synchronized (this) {
        queue(id).add(new Happened(0, "", new TextNode("{}")));
        queue(id).add(new Happened(0, "", new TextNode("{\"type\":6}")));
      }
    } else {
      ask.check(message.path("type").asInt() == 1, "an invocation");
      ask.check(message.path("target").asText().equals("Send"), "target Send");
      append("hub", message.path("arguments").path(0));
    }
    return Reply.text(200, "");
  }
}
