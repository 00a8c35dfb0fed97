package longpoll.dialect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The project's own protocol: cursor, epoch, timeout and channel in the query. */
public final class NativeDialect implements Dialect {
  static final String KIND = "native";

  /**
   * Most events in the answer to a poll that is not held. The server's own limit is meant for polls
   * that follow each other at once; of a client that stays away between them it would leave more
   * behind each time than the next one brings.
   */
  private static final int LIMIT_UNHELD = 10_000;

  private final NativeAnswers answers = new NativeAnswers(KIND, false, null);

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public DialectSpec spec() {
    return DialectSpec.of(KIND);
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
  public List<String> queryParameters() {
    return List.of("cursor", "epoch", "timeout", "channel");
  }

  @Override
  public Position start(Client client) {
    return new StreamPosition(null, client.epoch());
  }

  @Override
  public PollRequest request(Purpose purpose, Position at, Duration hold, String channels) {
    StreamPosition position = (StreamPosition) at;
    StringBuilder query = new StringBuilder(96);
    if (position.cursor() != null) {
      query.append("cursor=").append(position.cursor()).append('&');
    }
    if (position.epoch() != null) {
      query.append("epoch=").append(encoded(position.epoch())).append('&');
    }
    query.append("timeout=");
    appendSeconds(query, hold);
    if (hold.isZero() && position.cursor() != null) {
      query.append("&limit=").append(LIMIT_UNHELD);
    }
    if (!channels.isEmpty()) {
      // Commas part the names and stay as they are.
      query.append("&channel=").append(encoded(channels).replace("%2C", ","));
    }
    return PollRequest.ofQuery(query.toString());
  }

  @Override
  public Answer read(
      Purpose purpose, Position asked, int status, HeaderLookup header, byte[] body) {
    return answers.read((StreamPosition) asked, status, header, body);
  }

  private static String encoded(String text) {
    // Nearly all epochs and channels; an encoder would cost more than the rest of the query.
    if (isPlain(text)) {
      return text;
    }
    // The plus that stands for a space in forms stands for itself in other readers' queries.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letterOrDigit && c != '-' && c != '_' && c != '.' && c != ',') {
        return false;
      }
    }
    return true;
  }

  /** By hand: a formatter would cost more than the rest of the query, and asks for a locale. */
  private static void appendSeconds(StringBuilder out, Duration hold) {
    long millis = hold.toMillis();
    out.append(millis / 1000);
    long rest = millis % 1000;
    if (rest != 0) {
      out.append('.').append(rest < 100 ? "0" : "").append(rest < 10 ? "0" : "").append(rest);
    }
  }
}
