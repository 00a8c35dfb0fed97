package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** https://docs.cometd.org/current/reference/#_bayeux, over long polling. */
final class BayeuxStub extends Stub {
  private static final String RETRY =
      ",'advice':{'reconnect':'retry','interval':0,'timeout':30000}";
  private static final String HANDSHAKE = ",'advice':{'reconnect':'handshake','interval':0}";
  private final Map<String, String> subscribed = new HashMap<>();
  private boolean endsWithMessages;

  @Override
  String base() {
    return "/cometd";
  }

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.check(ask.is("POST", "/cometd"), "POST /cometd");
    ask.only();
    JsonNode messages = ask.json("application/json");
    ask.check(messages.isArray() && messages.size() > 0, "an array of messages");
    List<String> replies = new ArrayList<>();
    for (JsonNode message : messages) {
      replies.addAll(replies(ask, message));
    }
    return Reply.json(200, "[" + String.join(",", replies) + "]");
  }

  private List<String> replies(Ask ask, JsonNode message) throws InterruptedException {
    String channel = message.path("channel").asText();
    ask.check(channel.startsWith("/"), "a channel");
    if (channel.equals("/meta/handshake")) {
      ask.check(message.path("version").isTextual(), "a version");
      ask.check(
          message.path("supportedConnectionTypes").toString().contains("\"long-polling\""),
          "the connection types that the client supports");
      return List.of(reply(channel, true, ",'version':'1.0','clientId':'" + open() + "'" + RETRY));
    }
    String client = message.path("clientId").asText("");
    ask.check(!client.isEmpty(), "a clientId");
    if (queue(client) == null) {
      return List.of(reply(channel, false, ",'error':'402::Unknown client'" + HANDSHAKE));
    }
    return switch (channel) {
      case "/meta/subscribe" -> {
        String subscription = message.path("subscription").asText();
        ask.check(subscription.startsWith("/"), "a subscription");
        subscribed.put(client, subscription);
        yield List.of(reply(channel, true, ",'subscription':'" + subscription + "'"));
      }
      case "/meta/connect" -> connect(ask, message, client);
      case "/meta/disconnect" -> List.of(reply(channel, end(client), ""));
      default -> {
        ask.check(!channel.startsWith("/meta/") && message.has("data"), "data");
        append(channel.substring(1), message.get("data"));
        yield List.of(reply(channel, true, ""));
      }
    };
  }

  private List<String> connect(Ask ask, JsonNode message, String client)
      throws InterruptedException {
    ask.check(message.path("connectionType").asText().equals("long-polling"), "connectionType");
    boolean held = message.path("advice").path("timeout").asLong(30_000) > 0;
    if (held && fails()) {
      return List.of(reply("/meta/connect", false, ",'error':'500::try again'" + RETRY));
    }
    List<Happened> queued = held || !queue(client).isEmpty() ? drain(client) : List.of();
    if (queued == null) {
      return List.of(reply("/meta/connect", false, ",'error':'402::Unknown client'" + HANDSHAKE));
    }
    List<String> replies = new ArrayList<>();
    queued.stream()
        .filter(each -> ("/" + each.channel()).equals(subscribed.get(client)))
        .forEach(
            each -> replies.add("{'channel':'/" + each.channel() + "','data':" + each.doc() + "}"));
    boolean over = endsWithMessages && !replies.isEmpty() && end(client);
    endsWithMessages &= !over;
    replies.add(reply("/meta/connect", !over, over ? HANDSHAKE : RETRY));
    return replies;
  }

  private static String reply(String channel, boolean successful, String more) {
    return "{'channel':'" + channel + "','successful':" + successful + more + "}";
  }

  /** The next messages come with the news that their session is over. */
  synchronized void endNextWithMessages() {
    endsWithMessages = true;
  }
}
