package longpoll.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import longpoll.dialect.Dialect;

/** What the URL of a poll endpoint may look like. Never repeats credentials in a message. */
final class TargetUrl {
  private static final String EXAMPLE = "write something like http://host:8000/poll";

  private TargetUrl() {}

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException with a message that says what to write instead
   */
  static URI parse(String text) {
    try {
      return new URI(text.trim());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "a URL is expected, but it is '" + withoutCredentials(text) + "': " + EXAMPLE);
    }
  }

  /** The URL with a path, where it has none. */
  static URI withPath(URI uri, String path) {
    boolean noPath = uri.getRawPath() == null || uri.getRawPath().isEmpty();
    if (noPath && uri.getHost() != null && uri.getRawFragment() == null) {
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path + query);
    }
    return uri;
  }

  static Optional<String> problem(URI uri, Dialect dialect) {
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
    if (uri.getRawQuery() != null) {
      return names(uri.getRawQuery()).stream()
          .filter(dialect.queryParameters()::contains)
          .findFirst()
          .map(
              name ->
                  "dialect "
                      + dialect.name()
                      + " sets the parameter '"
                      + name
                      + "' itself, but the URL is '"
                      + shown
                      + "': take it out");
    }
    return Optional.empty();
  }

  private static List<String> names(String query) {
    return Arrays.stream(query.split("&"))
        .map(parameter -> parameter.split("=", 2)[0])
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static String withoutCredentials(String text) {
    return text.replaceFirst("//[^/?#]*@", "//***@");
  }
}
