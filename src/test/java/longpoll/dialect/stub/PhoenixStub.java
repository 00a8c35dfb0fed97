package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A socket's long-poll transport;
 * https://github.com/phoenixframework/phoenix/blob/main/lib/phoenix/transports/long_poll.ex, with
 * messages of https://hexdocs.pm/phoenix/writing_a_channels_client.html.
 */
final class PhoenixStub extends Stub {
  private final Set<String> joined = new HashSet<>();

  @Override
  String base() {
    return "/socket/longpoll";
  }

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.check(ask.path().equals(base()), base());
    ask.only("vsn", "token?");
    ask.check(ask.param("vsn").equals("2.0.0"), "vsn 2.0.0");
    String token = ask.query().get("token");
    boolean known = token != null && queue(token) != null;
    if (ask.method().equals("GET")) {
      return known ? poll(token) : Reply.json(200, "{'status':410,'token':'" + open() + "'}");
    }
    ask.check(ask.method().equals("POST"), "GET or POST");
    if (!known) {
      return Reply.json(200, "{'status':410}");
    }
    push(ask, token, ask.json("application/json"));
    return Reply.json(200, "{'status':200,'token':'" + token + "'}");
  }

  private Reply poll(String token) throws InterruptedException {
    if (fails()) {
      return Reply.text(500, "Internal Server Error");
    }
    List<Happened> messages = drain(token);
    if (messages == null) {
      return Reply.json(200, "{'status':410,'token':'" + open() + "'}");
    }
    int status = messages.isEmpty() ? 204 : 200;
    return Reply.json(
        200,
        String.format(
            "{'status':%d,'token':'%s','messages':[%s]}",
            status, token, joined(messages, PhoenixStub::message)));
  }

  /** A message is a string that holds JSON. */
  private static String message(Happened event) {
    String text =
        event.channel().isEmpty()
            ? event.doc().asText()
            : "[\"1\",null,\"" + event.channel() + "\",\"new_msg\"," + event.doc() + "]";
    return new TextNode(text).toString();
  }

  private synchronized void push(Ask ask, String token, JsonNode message) {
    ask.check(message.isArray() && message.size() == 5, "join_ref, ref, topic, event, payload");
    ask.check(message.get(1).isTextual(), "a ref");
    String topic = message.get(2).asText();
    String reply =
        "[\"1\",\"1\",\"" + topic + "\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]";
    switch (message.get(3).asText()) {
      case "phx_join" -> {
        joined.add(token);
        queue(token).add(new Happened(0, "", new TextNode(reply)));
      }
      case "new_msg" -> {
        ask.check(joined.contains(token), "a join before");
        append(topic, message.get(4));
      }
      default -> throw ask.refused(400, "no event of the channel");
    }
    notifyAll();
  }
}
