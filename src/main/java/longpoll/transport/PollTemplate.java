package longpoll.transport;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the polls of a client have in common: all but what the dialect adds to the query, and
 * cookies. Immutable; crosses to other processes as data.
 *
 * @param target path and query as they go into the request line, or a whole URL for a proxy
 * @param headers as they are sent; with a Host, and a Content-Length where there is a body
 */
public record PollTemplate(String method, String target, List<Header> headers, byte[] body) {
  private static final byte[] NO_BODY = {};
  private static final Set<String> BODY_METHODS = Set.of("POST", "PUT", "PATCH");

  public PollTemplate {
    if (!method.chars().allMatch(Character::isLetter) || method.isEmpty()) {
      throw new IllegalArgumentException("'" + method + "' is not a method");
    }
    if (target.isEmpty() || target.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
      throw new IllegalArgumentException(
          "the request's target holds what no request line may: it must be percent-encoded");
    }
    List<Header> all = new ArrayList<>(headers);
    // A server may wait for the body of a method that usually has one.
    boolean tellsLength = body.length > 0 || BODY_METHODS.contains(method);
    if (tellsLength && all.stream().noneMatch(header -> header.is("Content-Length"))) {
      all.add(new Header("Content-Length", String.valueOf(body.length)));
    }
    headers = List.copyOf(all);
  }

  /** A GET of a URL, with a Host and these headers. */
  public static PollTemplate get(URI uri, List<Header> headers) {
    List<Header> all = new ArrayList<>();
    all.add(new Header("Host", uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())));
    all.addAll(headers);
    return new PollTemplate("GET", targetOf(uri), all, NO_BODY);
  }

  private static String targetOf(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /**
   * The bytes of one poll.
   *
   * @param query added to the target's own; empty for none
   * @param cookies the value of the Cookie header, or null for none
   */
  public byte[] encode(String query, String cookies) {
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(target);
    if (!query.isEmpty()) {
      head.append(target.indexOf('?') < 0 ? '?' : target.endsWith("?") ? "" : '&').append(query);
    }
    head.append(" HTTP/1.1\r\n");
    for (Header header : headers) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    if (cookies != null) {
      head.append("Cookie: ").append(cookies).append("\r\n");
    }
    byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    if (body.length == 0) {
      return bytes;
    }
    byte[] whole = new byte[bytes.length + body.length];
    System.arraycopy(bytes, 0, whole, 0, bytes.length);
    System.arraycopy(body, 0, whole, bytes.length, body.length);
    return whole;
  }
}
