package longpoll.audit;

import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;
import longpoll.dialect.Client;
import longpoll.dialect.Dialect;
import longpoll.dialect.Position;
import longpoll.settings.Settings;

/**
 * What to audit, and how. Immutable.
 *
 * @param direct the server, without the gateway
 * @param via the same server through the gateway
 * @param channels to wait on, as the dialect writes them; empty for all
 * @param hold the hold limit: what polls ask for, or what the server does by itself
 * @param polls how many are held side by side on each of the two
 * @param pieces a path whose answer comes in pieces, relative to each of the two; null for none
 * @param mostLag how much later than direct half of the events may come
 */
public record AuditPlan(
    URI direct,
    URI via,
    Dialect dialect,
    String channels,
    Duration hold,
    int polls,
    String pieces,
    Duration mostLag,
    Settings.Tls tls) {
  /** Nobody publishes there. */
  static final String IDLE_CHANNEL = "longpoll-audit";

  private static final Duration LEAST_MARGIN = Duration.ofSeconds(1);
  private static final Duration MOST_MARGIN = Duration.ofSeconds(10);
  private static final Duration MOST_AT_ONCE = Duration.ofMillis(500);

  public AuditPlan {
    if (direct.equals(via)) {
      throw new AuditException(
          "--direct and --via are the same URL: --via is the one that leads through the gateway");
    }
  }

  /** How long after its hold limit an answer is waited for. */
  Duration margin() {
    Duration quarter = hold.dividedBy(4);
    Duration most = quarter.compareTo(MOST_MARGIN) < 0 ? quarter : MOST_MARGIN;
    return dialect.lateness(hold).plus(most.compareTo(LEAST_MARGIN) < 0 ? LEAST_MARGIN : most);
  }

  /** When a client gives up on a poll. */
  Duration patience() {
    return hold.plus(margin());
  }

  /** How long both sides are polled: a little over two holds. */
  public Duration duration() {
    return hold.multipliedBy(2).plus(margin());
  }

  /**
   * What a client waits on, from 1: where a poll can name any channel, one in ten waits on one on
   * which nothing is published, so that some come to the hold limit.
   */
  String channelsOf(int client) {
    boolean idle = channels.isEmpty() && dialect.namesChannels() && client % 10 == 1;
    return idle ? IDLE_CHANNEL : channels;
  }

  /** A text without the credentials of the dialect. */
  UnaryOperator<String> masking() {
    Position anybody = dialect.start(new Client(direct, channelsOf(1), 1, "audit", null));
    return text -> dialect.masked(text, anybody);
  }

  /** A poll that fails within this time was not held. */
  Duration atOnce() {
    Duration quarter = hold.dividedBy(4);
    return quarter.compareTo(MOST_AT_ONCE) < 0 ? quarter : MOST_AT_ONCE;
  }
}
