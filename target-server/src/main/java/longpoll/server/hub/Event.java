package longpoll.server.hub;

import java.nio.charset.StandardCharsets;

/**
 * A published event. Immutable; its JSON is the head, the data, which it shares with the draft, and
 * a closing brace. Answers refer to it.
 *
 * @param id gapless over the epoch
 * @param channel where it was published
 * @param seq gapless within the channel
 * @param head the JSON of the event up to its data
 * @param data JSON
 */
public record Event(long id, String channel, long seq, byte[] head, byte[] data) {

  /** Stands for the instant of publication, in a draft that has no planned instant. */
  public static final long PLANNED_NOW = Long.MIN_VALUE;

  /** An event to be published; {@code data} is JSON, {@code plannedAt} µs since the epoch. */
  public record Draft(String channel, long plannedAt, byte[] data) {}

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
    return new Event(id, draft.channel(), seq, head, draft.data());
  }

  /** Bytes of the JSON. */
  int length() {
    return head.length + data.length + 1;
  }
}
