package longpoll.server;

import java.nio.charset.StandardCharsets;

/**
 * A published event. Immutable; the JSON is rendered once, when the event gets its numbers, and
 * shared by every answer.
 *
 * @param id gapless over the epoch
 * @param channel where it was published
 * @param seq gapless within the channel
 * @param json the event as it stands in an answer
 */
record Event(long id, String channel, long seq, byte[] json) {

  /** The planned instant of an event that nobody planned: the instant at which it is published. */
  static final long PLANNED_NOW = Long.MIN_VALUE;

  /** An event to be published; {@code data} is JSON, {@code plannedAt} µs since the epoch. */
  record Draft(String channel, long plannedAt, byte[] data) {}

  static Event of(Draft draft, long id, long seq, long publishedAt) {
    byte[] head =
        ("{\"id\":"
                + id
                + ",\"channel\":\""
                + draft.channel()
                + "\",\"seq\":"
                + seq
                + ",\"plannedAt\":"
                + (draft.plannedAt() == PLANNED_NOW ? publishedAt : draft.plannedAt())
                + ",\"publishedAt\":"
                + publishedAt
                + ",\"data\":")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] data = draft.data();
    byte[] json = new byte[head.length + data.length + 1];
    System.arraycopy(head, 0, json, 0, head.length);
    System.arraycopy(data, 0, json, head.length, data.length);
    json[json.length - 1] = '}';
    return new Event(id, draft.channel(), seq, json);
  }
}
