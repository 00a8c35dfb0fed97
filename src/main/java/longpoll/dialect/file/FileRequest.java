package longpoll.dialect.file;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.dialect.PollRequest;

/**
 * A request as it goes out. Holds secrets, so it is never printed as it is: {@link #toString} has
 * the names of the variables in their places.
 *
 * @param method in capitals
 * @param origin scheme, host and port where the request goes elsewhere than below the target's URL;
 *     else null
 * @param path what is appended to the target's path, escaped; starts with a slash or is empty
 * @param query escaped, without the question mark; empty for none
 * @param headers in the order of the file; values fit into a header
 * @param body the bytes, or null for none
 */
public record FileRequest(
    String method,
    String origin,
    String path,
    String query,
    List<Map.Entry<String, String>> headers,
    byte[] body,
    Secrets secrets) {

  /**
   * The same for a client that polls one target.
   *
   * @throws IllegalArgumentException where it goes to another host, whose URL is none
   * @param targetPath the path of the target's URL without a slash at its end; empty for none
   */
  public PollRequest toPollRequest(String targetPath) {
    Map<String, String> named = named();
    if (origin != null) {
      String own = path.isEmpty() ? "/" : path;
      return new PollRequest(uri(origin), method, own, query, named, body);
    }
    String own = path.isEmpty() ? null : targetPath + path;
    return new PollRequest(null, method, own, query, named, body);
  }

  private Map<String, String> named() {
    if (headers.isEmpty()) {
      return Map.of();
    }
    Map<String, String> named = new LinkedHashMap<>();
    headers.forEach(header -> named.put(header.getKey(), header.getValue()));
    return named;
  }

  /** Not quoted in the message: it may come from the environment. */
  private static URI uri(String origin) {
    try {
      URI uri = new URI(origin);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Named below.
    }
    throw new IllegalArgumentException("url: scheme and host make no URL such as https://host");
  }

  /** The request as a person may see it. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(method).append(' ');
    out.append(origin == null ? "" : origin).append(path);
    if (!query.isEmpty()) {
      out.append('?').append(query);
    }
    for (Map.Entry<String, String> header : headers) {
      out.append('\n').append(header.getKey()).append(": ").append(header.getValue());
    }
    if (body != null) {
      out.append("\n\n").append(new String(body, StandardCharsets.UTF_8));
    }
    return secrets.mask(out.toString());
  }
}
