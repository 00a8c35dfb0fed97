package longpoll.gatling;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What the misbehaving server says of itself: its clock, its plan, its counts. Also the answer to
 * the poll that only asks whether there is anything to poll. Confined to the server's thread.
 */
final class BadPages {
  private final MisbehavingServer server;

  BadPages(MisbehavingServer server) {
    this.server = server;
  }

  String answer(BadConnection.Request request) {
    return switch (request.path()) {
      case "/poll" ->
          "HTTP/1.1 204 No Content\r\nPoll-Next: 1\r\nPoll-Epoch: " + server.epoch() + "\r\n\r\n";
      case "/time" ->
          json("{\"now\":" + (MisbehavingServer.machineMicros() + server.jumpMicros()) + "}");
      case "/plan" -> json("{\"planned\":" + plannedBetween(request.query()) + "}");
      case "/stats" -> json(stats());
      default -> "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    };
  }

  private String plannedBetween(Map<String, String> query) {
    long from = Long.parseLong(query.get("from"));
    long to = Long.parseLong(query.get("to"));
    return LongStream.iterate(1, step -> server.planned(step) < to, step -> step + 1)
        .map(server::planned)
        .filter(micros -> micros >= from)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String stats() {
    return """
        {"epoch":"%s","version":"misbehaving","now":%d,"origin":%d,"parked":%d,"peak":0,"polls":%d,
        "delivered":%d,"empty":%d,"gap":%d,"aborted":%d,"published":0,"rejected":0,"connections":%d,
        "schedule":"fixed","every":%s,"channels":[%s]}
        """
        .formatted(
            server.epoch(),
            MisbehavingServer.machineMicros() + server.jumpMicros(),
            server.originMicros(),
            server.channels().stream().mapToInt(BadChannel::waiting).sum(),
            sum("polls"),
            sum("delivered"),
            sum("empty"),
            sum("gap"),
            sum("gone"),
            server.connections(),
            server.every().toMillis() / 1e3,
            server.channels().stream()
                .map(channel -> "\"" + channel.name() + "\"")
                .collect(Collectors.joining(",")));
  }

  private long sum(String name) {
    return server.channels().stream().mapToLong(channel -> channel.counts().of(name)).sum();
  }

  private static String json(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
