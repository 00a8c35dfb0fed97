package longpoll.dialect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** The project's own protocol: cursor, epoch, timeout and channel in the query. */
public final class NativeDialect implements Dialect {

  @Override
  public String name() {
    return "native";
  }

  @Override
  public boolean resumes() {
    return true;
  }

  @Override
  public boolean namesChannels() {
    return true;
  }

  @Override
  public boolean asksForHold() {
    return true;
  }

  @Override
  public String query(Position position, Duration hold, String channels) {
    StringBuilder query = new StringBuilder(96);
    if (position.cursor() != null) {
      query.append("cursor=").append(position.cursor()).append('&');
    }
    if (position.epoch() != null) {
      query
          .append("epoch=")
          .append(URLEncoder.encode(position.epoch(), StandardCharsets.UTF_8))
          .append('&');
    }
    query.append("timeout=");
    appendSeconds(query, hold);
    if (!channels.isEmpty()) {
      // Commas part the names and stay as they are; the names were checked when they were set.
      query.append("&channel=").append(channels);
    }
    return query.toString();
  }

  @Override
  public Answer read(Position asked, int status, HeaderLookup header, byte[] body) {
    return NativeAnswers.read(asked, status, header, body);
  }

  private static void appendSeconds(StringBuilder out, Duration hold) {
    long millis = hold.toMillis();
    out.append(millis / 1000);
    if (millis % 1000 != 0) {
      out.append(String.format(Locale.ROOT, ".%03d", millis % 1000));
    }
  }
}
