package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;

/**
 * https://www.dropbox.com/developers/documentation/http/documentation, files/list_folder,
 * list_folder/longpoll, list_folder/continue and upload. All of its hosts are one here.
 */
final class DropboxStub extends Stub {
  private int history = 1;

  @Override
  String base() {
    return "/2";
  }

  @Override
  Map<String, String> environment(String origin) {
    return Map.of(
        "DROPBOX_TOKEN", "sl.secret", "DROPBOX_NOTIFY", origin, "DROPBOX_CONTENT", origin);
  }

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.check(ask.method().equals("POST"), "POST");
    ask.only();
    if (ask.path().equals("/2/files/list_folder/longpoll")) {
      ask.check(ask.header("Authorization") == null, "no Authorization");
      return longpoll(ask, ask.json("application/json"));
    }
    ask.demands("Authorization", "Bearer sl.secret");
    return switch (ask.path()) {
      case "/2/files/list_folder/get_latest_cursor" -> {
        String path = ask.json("application/json").path("path").asText("missing");
        ask.check(path.isEmpty() || path.startsWith("/"), "a path that is empty or begins with /");
        yield Reply.json(200, "{'cursor':'" + cursor(path, newest) + "'}");
      }
      case "/2/files/list_folder/continue" -> changes(ask, ask.json("application/json"));
      case "/2/files/upload" -> upload(ask);
      default -> throw ask.refused(404, "no such method");
    };
  }

  private String cursor(String path, long position) {
    return "AAH" + history + ":" + path + ":" + position;
  }

  /** Folder and position; null for one that the server knows no more. */
  private String[] known(Ask ask, JsonNode body) {
    ask.check(body.path("cursor").isTextual(), "a cursor");
    String[] parts = body.get("cursor").asText().split(":");
    return parts[0].equals("AAH" + history) ? parts : null;
  }

  /** A folder below the root, without its slash. */
  private static String folder(String[] cursor) {
    return cursor[1].substring(1);
  }

  private static Reply reset() {
    return Reply.json(409, "{'error_summary':'reset/..','error':{'.tag':'reset'}}");
  }

  private Reply longpoll(Ask ask, JsonNode body) throws InterruptedException {
    ask.number("timeout", body.path("timeout").toString(), 30, 480);
    if (fails()) {
      return Reply.json(429, "{'error':{'reason':{'.tag':'too_many_requests'},'retry_after':3}}");
    }
    String[] cursor = known(ask, body);
    if (cursor == null) {
      return reset();
    }
    boolean changed = !holdAfter(folder(cursor), Long.parseLong(cursor[2])).isEmpty();
    return Reply.json(200, "{'changes':" + changed + "}");
  }

  /** One file, of which the newest revision is told. */
  private synchronized Reply changes(Ask ask, JsonNode body) {
    String[] cursor = known(ask, body);
    if (cursor == null) {
      return reset();
    }
    List<Happened> all = after(folder(cursor), Long.parseLong(cursor[2]));
    String entries =
        all.isEmpty()
            ? ""
            : String.format(
                "{'.tag':'file','name':'longpoll.txt','path_lower':'%s/longpoll.txt',"
                    + "'rev':'a1c10ce0dd%d','server_modified':'2026-11-27T10:00:00Z'}",
                cursor[1], all.get(all.size() - 1).position());
    return Reply.json(
        200,
        String.format(
            "{'entries':[%s],'cursor':'%s','has_more':false}", entries, cursor(cursor[1], newest)));
  }

  private Reply upload(Ask ask) {
    ask.check("application/octet-stream".equals(ask.header("Content-Type")), "octets");
    String path = ask.parsed(ask.header("Dropbox-API-Arg")).path("path").asText();
    ask.check(path.startsWith("/"), "a path");
    append(path.substring(1, path.lastIndexOf('/')), new TextNode(ask.body()));
    return Reply.json(200, "{'name':'longpoll.txt','rev':'a1c10ce0dd'}");
  }

  @Override
  synchronized void loseSessions() {
    history++;
    notifyAll();
  }
}
