package longpoll.dialect.file;

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
   * @param targetPath the path of the target's URL without a slash at its end; empty for none
   * @throws IllegalStateException where the request goes elsewhere than to the target
   */
  public PollRequest toPollRequest(String targetPath) {
    if (origin != null) {
      throw new IllegalStateException("a request to " + origin + " is none to the target");
    }
    Map<String, String> named = new LinkedHashMap<>();
    headers.forEach(header -> named.put(header.getKey(), header.getValue()));
    return new PollRequest(method, path.isEmpty() ? null : targetPath + path, query, named, body);
  }

  /** The same for the host at {@link #origin}, as if that were the target. */
  public FileRequest atOrigin() {
    return new FileRequest(method, null, path, query, headers, body, secrets);
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
