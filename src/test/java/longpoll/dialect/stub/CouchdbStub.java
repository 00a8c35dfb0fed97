package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * https://docs.couchdb.org/en/stable/api/database/changes.html. Sequences are opaque texts, and one
 * of another history is answered from the beginning.
 */
final class CouchdbStub extends Stub {
  private int history = 1;

  @Override
  Map<String, String> environment(String origin) {
    return Map.of("COUCHDB_USER_PASSWORD", "admin:secret");
  }

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.demands("Authorization", "Basic YWRtaW46c2VjcmV0");
    if (ask.is("POST", "/c1")) {
      JsonNode doc = ask.json("application/json");
      append("c1", doc);
      return Reply.json(201, "{'ok':true,'id':'doc" + newest + "','rev':'1-a'}");
    }
    ask.check(ask.method().equals("GET") && ask.path().endsWith("/_changes"), "GET _changes");
    ask.only("feed?", "include_docs?", "since?", "timeout?", "limit?");
    ask.number("timeout", ask.query().getOrDefault("timeout", "60000"), 1, 60_000);
    boolean longpoll = "longpoll".equals(ask.query().get("feed"));
    if (longpoll && fails() || !ask.path().equals("/c1/_changes")) {
      return Reply.json(404, "{'error':'not_found','reason':'Database does not exist.'}");
    }
    long since = since(ask, ask.query().getOrDefault("since", "0"));
    List<Happened> changes = longpoll ? holdAfter("c1", since) : after("c1", since);
    // The newlines of the heart-beat come with an empty one, too.
    return Reply.json(
        200,
        "{'results':[\n"
            + joined(changes, change -> change(change, ask.query().containsKey("include_docs")))
            + "\n],\n'last_seq':'"
            + seq(newest)
            + "','pending':0}\n");
  }

  private String change(Happened change, boolean withDoc) {
    String id = "doc" + change.position();
    ObjectNode doc = change.doc().deepCopy();
    doc.put("_id", id).put("_rev", "1-a");
    return String.format(
        "{'seq':'%s','id':'%s','changes':[{'rev':'1-a'}]%s}\n",
        seq(change.position()), id, withDoc ? ",'doc':" + doc : "");
  }

  private String seq(long position) {
    return position + "-g1AAAAH" + history;
  }

  private synchronized long since(Ask ask, String since) {
    if (since.equals("now")) {
      return newest;
    }
    ask.check(since.matches("0|\\d+-g1AAAAH\\d+"), "a sequence that was given out");
    return since.endsWith("H" + history) ? Long.parseLong(since.split("-")[0]) : 0;
  }

  /** Restored from a backup that has the first change only. */
  @Override
  synchronized void restart() {
    log.subList(1, log.size()).clear();
    newest = 1;
    history++;
  }
}
