package longpoll.settings;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import longpoll.dialect.Dialect;
import longpoll.text.HttpUrl;

/** What the URL of a poll endpoint may look like. Never repeats credentials in a message. */
public final class TargetUrl {
  private TargetUrl() {}

  /** The URL with a path, where it has none. */
  public static URI withPath(URI uri, String path) {
    boolean noPath = uri.getRawPath() == null || uri.getRawPath().isEmpty();
    if (noPath && uri.getHost() != null && uri.getRawFragment() == null) {
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path + query);
    }
    return uri;
  }

  static Optional<String> problem(URI uri, Dialect dialect) {
    return HttpUrl.problem(uri).or(() -> problemOfQuery(uri, dialect));
  }

  private static Optional<String> problemOfQuery(URI uri, Dialect dialect) {
    if (uri.getRawQuery() == null) {
      return Optional.empty();
    }
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
                    + HttpUrl.withoutCredentials(uri.toString())
                    + "': take it out");
  }

  private static List<String> names(String query) {
    return Arrays.stream(query.split("&"))
        .map(parameter -> parameter.split("=", 2)[0])
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
