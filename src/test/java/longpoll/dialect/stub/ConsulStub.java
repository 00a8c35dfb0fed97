package longpoll.dialect.stub;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Blocking queries on one key; https://developer.hashicorp.com/consul/api-docs/features/blocking
 * and https://developer.hashicorp.com/consul/api-docs/kv.
 */
final class ConsulStub extends Stub {
  private long deletedAt = 1;

  @Override
  Map<String, String> environment(String origin) {
    return Map.of("CONSUL_HTTP_TOKEN", "consul-secret");
  }

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.check(ask.path().startsWith("/v1/kv/"), "/v1/kv/KEY");
    String key = ask.path().substring(7);
    ask.demands("X-Consul-Token", "consul-secret");
    if (ask.method().equals("PUT")) {
      append(key, ask.parsed(ask.body()));
      return Reply.json(200, "true");
    }
    ask.check(ask.method().equals("GET"), "GET");
    ask.only("index?", "wait?");
    ask.check(ask.query().getOrDefault("wait", "5m").matches("\\d+(ms|s|m)"), "a Go duration");
    long index = ask.query().containsKey("index") ? ask.number("index", 1, 1L << 40) : 0;
    if (index > 0 && fails()) {
      return Reply.text(500, "No cluster leader");
    }
    // An index that is ahead of the server's is waited for like any other.
    hold(() -> index(key) > index);
    return state(key);
  }

  private synchronized long index(String key) {
    List<Happened> all = after(key, 0);
    return all.isEmpty() ? deletedAt : all.get(all.size() - 1).position() + 1;
  }

  private synchronized Reply state(String key) {
    List<Happened> all = after(key, 0);
    if (all.isEmpty()) {
      return Reply.of(404).with("X-Consul-Index", index(key));
    }
    String doc = all.get(all.size() - 1).doc().toString();
    String value = Base64.getEncoder().encodeToString(doc.getBytes(StandardCharsets.UTF_8));
    String entry =
        String.format(
            "[{'LockIndex':0,'Key':'%s','Flags':0,'Value':'%s','CreateIndex':2,'ModifyIndex':%d}]",
            key, value, index(key));
    return Reply.json(200, entry).with("X-Consul-Index", index(key));
  }

  /** The key is deleted. */
  @Override
  synchronized void forget() {
    log.clear();
    deletedAt = ++newest + 1;
    notifyAll();
  }
}
