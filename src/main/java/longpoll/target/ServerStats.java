package longpoll.target;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Position;
import longpoll.text.Excerpt;

/**
 * What a server counts itself, since it started: the answer to {@code GET /stats}. Fields with a
 * plain type are part of the protocol; the others are null where a server does not tell.
 *
 * @param now the server's clock, microseconds since the Unix epoch
 * @param origin where its plan begins, on the same clock
 * @param parked polls held now
 * @param peak the most polls held at once
 * @param aborted polls whose client went away
 * @param connections open now
 * @param connectionsOpened since the start
 * @param parkedSeconds held polls integrated over time, so that two readings give an exact mean
 * @param cpu seconds of processor time
 * @param hold the hold limit in seconds
 * @param every the schedule's distance in seconds
 * @param epoch null as well where it is longer than {@link Position#LONGEST}
 * @param channels the names of the channels that are published to; null as well where they are more
 *     than {@link #MOST_CHANNELS}, or one of them is longer than {@link
 *     PolledEvent#LONGEST_CHANNEL}
 * @param backlog connections that the listening socket queues
 * @param publishing what came of publishing at a server of another kind; only a publisher tells,
 *     whose counts of polls then mean nothing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServerStats(
    String epoch,
    String version,
    Long now,
    Long origin,
    @JsonProperty(required = true) long parked,
    @JsonProperty(required = true) long peak,
    @JsonProperty(required = true) long polls,
    @JsonProperty(required = true) long delivered,
    @JsonProperty(required = true) long empty,
    @JsonProperty(required = true) long gap,
    @JsonProperty(required = true) long aborted,
    @JsonProperty(required = true) long published,
    @JsonProperty(required = true) long rejected,
    Long malformed,
    @JsonProperty(required = true) long connections,
    Long connectionsOpened,
    Double parkedSeconds,
    Long eventsDelivered,
    Double cpu,
    Integer cores,
    Long rssBytes,
    Long heapUsedBytes,
    Gc gc,
    Double publishSlipP99Ms,
    Double publishSlipMaxMs,
    Double hold,
    String schedule,
    Double every,
    Long seed,
    List<String> channels,
    Integer backlog,
    Publishing publishing) {

  /** A plan is asked for one channel at a time. */
  static final int MOST_CHANNELS = 100_000;

  public ServerStats {
    epoch = epoch != null && epoch.length() > Position.LONGEST ? null : epoch;
    version = Excerpt.of(version);
    schedule = Excerpt.of(schedule);
    channels = channels == null || !usable(channels) ? null : List.copyOf(channels);
  }

  private static boolean usable(List<String> channels) {
    return channels.size() <= MOST_CHANNELS
        && channels.stream()
            .noneMatch(name -> name == null || name.length() > PolledEvent.LONGEST_CHANNEL);
  }

  /**
   * Collections, their pauses together and the longest, since the start.
   *
   * @param recent the pauses of the last seconds, at least since the last question
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Gc(Long count, Double pauseMs, Double pauseMaxMs, List<Pause> recent) {
    public Gc {
      recent = recent == null ? null : List.copyOf(recent);
    }
  }

  /**
   * A collection that stopped the server.
   *
   * @param endedAt by the server's clock, microseconds since the Unix epoch
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Pause(Long endedAt, Double ms) {}

  /**
   * What came of the events that a publisher was to publish, since its start. Times are in
   * milliseconds, null before the first event of their kind.
   *
   * @param planned events whose instant has come: the sum of the six that follow
   * @param accepted by the target
   * @param refused answered by the target, and not as it answers an event that it took
   * @param failed without a whole answer
   * @param unpublished left out, because their channel was more than {@code behindLimitMs} behind
   * @param waiting for an earlier event of their channel, or for a connection
   * @param underWay sent and not answered yet
   * @param neverAccepted whether the first events were refused or failed, and none was accepted
   * @param lateP50Ms from the planned instant to the request sent
   * @param acceptP50Ms from the request sent to its answer, of those accepted
   * @param lastRefusal in words, without secrets; null for none
   * @param lastFailure likewise
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Publishing(
      @JsonProperty(required = true) long planned,
      @JsonProperty(required = true) long accepted,
      @JsonProperty(required = true) long refused,
      @JsonProperty(required = true) long failed,
      @JsonProperty(required = true) long unpublished,
      @JsonProperty(required = true) long waiting,
      @JsonProperty(required = true) long underWay,
      @JsonProperty(required = true) boolean neverAccepted,
      Double lateP50Ms,
      Double lateP99Ms,
      Double lateMaxMs,
      Double acceptP50Ms,
      Double acceptP99Ms,
      Double acceptMaxMs,
      Double behindLimitMs,
      String lastRefusal,
      String lastFailure) {
    public Publishing {
      lastRefusal = Excerpt.sentence(lastRefusal);
      lastFailure = Excerpt.sentence(lastFailure);
    }
  }
}
