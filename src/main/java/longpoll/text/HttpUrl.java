package longpoll.text;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What the URL of an endpoint may look like. Never repeats credentials in a message. */
public final class HttpUrl {
  private static final String EXAMPLE = "write something like http://host:8000/poll";

  private HttpUrl() {}

  /**
   * Reads a URL, of any kind.
   *
   * @throws IllegalArgumentException with a message that says what to write instead
   */
  public static URI parse(String text) {
    try {
      return new URI(text.trim());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "a URL is expected, but it is '" + withoutCredentials(text) + "': " + EXAMPLE);
    }
  }

  /** Why load cannot be sent to this URL; empty where it can. */
  public static Optional<String> problem(URI uri) {
    String shown = withoutCredentials(uri.toString());
    String scheme = uri.getScheme();
    if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
      return Optional.of("http or https is expected, but it is '" + shown + "': " + EXAMPLE);
    }
    if (uri.getRawUserInfo() != null || shown.contains("***@")) {
      return Optional.of(
          "no user or password may stand in the URL, because it is written to reports, but it is '"
              + shown
              + "': take it out");
    }
    if (uri.getHost() == null) {
      return Optional.of("a host is expected, but it is '" + shown + "': " + EXAMPLE);
    }
    if (!uri.toString().equals(uri.toASCIIString())) {
      return Optional.of(
          "only ASCII may stand in the URL, but it is '"
              + shown
              + "': write it as "
              + uri.toASCIIString());
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      return Optional.of(
          "a port of 1 to 65535 is expected, but it is " + uri.getPort() + ": " + EXAMPLE);
    }
    if (uri.getRawFragment() != null) {
      return Optional.of(
          "no #fragment may stand in the URL, because it is never sent, but it is '"
              + shown
              + "': take it out");
    }
    return Optional.empty();
  }

  /** The text of a URL without what stands before an at sign. */
  public static String withoutCredentials(String text) {
    return text.replaceFirst("//[^/?#]*@", "//***@");
  }
}
