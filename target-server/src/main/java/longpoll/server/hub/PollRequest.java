package longpoll.server.hub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import longpoll.server.text.BadParameterException;
import longpoll.server.text.Channels;
import longpoll.server.text.QueryParser;

/**
 * What one poll asks for. Immutable.
 *
 * @param cursor id of the first event wanted, or 0: only events published from now on
 * @param epoch the epoch the cursor belongs to, or null
 * @param timeoutNanos longest hold asked for in ns, or -1: the server's own
 * @param channels the channels waited on
 * @param limit most events in one answer
 * @param heartbeatNanos how often to send a line feed while the poll is held, in ns; 0 for never
 */
public record PollRequest(
    long cursor,
    String epoch,
    long timeoutNanos,
    ChannelSet channels,
    int limit,
    long heartbeatNanos) {
  static final int DEFAULT_LIMIT = 100;
  static final int MOST_CHANNELS = 100;
  static final PollRequest BARE = new PollRequest(0, null, -1, ChannelSet.ALL, DEFAULT_LIMIT, 0);
  private static final long SHORTEST_HEARTBEAT_NANOS = 100_000_000L;

  public static PollRequest parse(String query) throws BadParameterException {
    if (query.isEmpty()) {
      return BARE;
    }
    Parser parser = new Parser();
    QueryParser.parse(query, parser);
    return parser.request();
  }

  private static final class Parser implements QueryParser.Sink {
    private String cursor;
    private String epoch;
    private String timeout;
    private String limit;
    private String heartbeat;
    private List<String> channels;

    @Override
    public void accept(String name, String value) throws BadParameterException {
      switch (name) {
        case "cursor" -> cursor = once(name, cursor, value);
        case "epoch" -> epoch = once(name, epoch, value);
        case "timeout" -> timeout = once(name, timeout, value);
        case "limit" -> limit = once(name, limit, value);
        case "heartbeat" -> heartbeat = once(name, heartbeat, value);
        case "channel" -> addChannels(value);
        default -> {
          // Unknown parameters are ignored by contract.
        }
      }
    }

    PollRequest request() throws BadParameterException {
      if (epoch != null && epoch.isEmpty()) {
        throw new BadParameterException("epoch", "left out or not empty", epoch);
      }
      return new PollRequest(
          cursor == null ? 0 : QueryParser.positive("cursor", cursor),
          epoch,
          timeout == null ? -1 : QueryParser.secondsAsNanos("timeout", timeout),
          channels == null ? ChannelSet.ALL : ChannelSet.of(channels),
          limit == null ? DEFAULT_LIMIT : clamp(QueryParser.positive("limit", limit)),
          heartbeat == null ? 0 : heartbeatNanos());
    }

    private long heartbeatNanos() throws BadParameterException {
      long nanos = QueryParser.secondsAsNanos("heartbeat", heartbeat);
      if (nanos < SHORTEST_HEARTBEAT_NANOS) {
        throw new BadParameterException("heartbeat", "0.1 s or more", heartbeat);
      }
      return nanos;
    }

    private static int clamp(long limit) {
      return (int) Math.min(limit, Integer.MAX_VALUE);
    }

    private static String once(String name, String before, String value)
        throws BadParameterException {
      if (before != null) {
        throw new BadParameterException(name, "given once", before + "' and '" + value);
      }
      return value;
    }

    private void addChannels(String value) throws BadParameterException {
      if (channels == null) {
        channels = new ArrayList<>(1);
      }
      List<String> names = value.indexOf(',') < 0 ? List.of(value) : split(value);
      for (String name : names) {
        if (!Channels.isName(name)) {
          throw new BadParameterException("channel", "names of " + Channels.LIMIT, value);
        }
        channels.add(name);
      }
      if (channels.size() > MOST_CHANNELS) {
        throw new BadParameterException(
            "channel", "at most " + MOST_CHANNELS + " names", channels.size() + " names");
      }
    }

    private static List<String> split(String value) {
      return Arrays.asList(value.split(",", -1));
    }
  }
}
