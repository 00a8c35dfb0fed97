package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** https://core.telegram.org/bots/api#getting-updates. An update is gone when it is confirmed. */
final class TelegramStub extends Stub {
  static final String TOKEN = "123456:ABC-secret";
  private long firstId = 1000;

  @Override
  java.util.Map<String, String> environment(String origin) {
    return java.util.Map.of("TELEGRAM_BOT_TOKEN", TOKEN);
  }

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    if (!java.net.URLDecoder.decode(ask.path(), java.nio.charset.StandardCharsets.UTF_8)
        .equals("/bot" + TOKEN + "/getUpdates")) {
      return error(401, "Unauthorized", "");
    }
    ask.only("offset?", "limit?", "timeout", "allowed_updates?");
    ask.number("timeout", 1, 50);
    if (fails()) {
      return error(429, "Too Many Requests: retry after 5", ",'parameters':{'retry_after':5}");
    }
    if (ask.query().containsKey("offset")) {
      confirm(ask.number("offset", 1, 1L << 40));
    }
    List<Happened> updates = holdAfter("c1", 0);
    return Reply.json(200, "{'ok':true,'result':[" + joined(updates, this::update) + "]}");
  }

  /** Ids may begin anew; an offset of before says nothing of those. */
  private synchronized void confirm(long offset) {
    log.removeIf(each -> offset <= firstId + newest + 1 && firstId + each.position() < offset);
  }

  private String update(Happened update) {
    ObjectNode message = Ask.JSON.createObjectNode();
    message.put("message_id", update.position()).put("date", 1_795_773_600);
    message.putObject("chat").put("id", 7).put("type", "private");
    message.put("text", update.doc().toString());
    return "{'update_id':" + (firstId + update.position()) + ",'message':" + message + "}";
  }

  private static Reply error(int status, String description, String more) {
    return Reply.json(
        status,
        "{'ok':false,'error_code':" + status + ",'description':'" + description + "'" + more + "}");
  }

  @Override
  synchronized void restart() {
    super.restart();
    firstId = 500;
  }
}
