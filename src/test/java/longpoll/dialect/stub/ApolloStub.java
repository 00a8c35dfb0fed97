package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * https://www.apolloconfig.com/#/en/client/other-language-client-user-guide, 1.3 and 1.4. Of
 * several releases the newest is told.
 */
final class ApolloStub extends Stub {
  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.check(ask.method().equals("GET"), "GET");
    if (ask.path().startsWith("/configs/SampleApp/default/")) {
      ask.only("releaseKey?", "messages?", "label?", "ip?");
      return config(ask.path().substring("/configs/SampleApp/default/".length()));
    }
    ask.check(ask.path().equals("/notifications/v2"), "/notifications/v2");
    ask.only("appId", "cluster", "notifications");
    JsonNode all = ask.parsed(ask.param("notifications"));
    ask.check(all.isArray() && all.size() == 1 && all.get(0).size() == 2, "one notification");
    ask.check(all.get(0).path("notificationId").isIntegralNumber(), "a notificationId");
    String namespace = all.get(0).path("namespaceName").asText();
    long id = all.get(0).path("notificationId").asLong();
    if (fails()) {
      return Reply.text(500, "no database");
    }
    List<Happened> releases = holdAfter(namespace, Math.max(0, id - 100));
    if (releases.isEmpty()) {
      return Reply.of(304);
    }
    long newestId = releases.get(releases.size() - 1).position() + 100;
    return Reply.json(
        200,
        String.format(
            "[{'namespaceName':'%s','notificationId':%d,'messages':{'details':{'k':%d}}}]",
            namespace, newestId, newestId));
  }

  private synchronized Reply config(String namespace) {
    List<Happened> releases = after(namespace, 0);
    return releases.isEmpty()
        ? Reply.json(404, "{'status':404,'message':'Could not load configurations'}")
        : Reply.json(
            200,
            String.format(
                "{'appId':'SampleApp','cluster':'default','namespaceName':'%s',"
                    + "'configurations':{'key':'x'},'releaseKey':'key%d'}",
                namespace, releases.size()));
  }
}
