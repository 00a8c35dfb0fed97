package longpoll.dialect;

import java.net.URI;
import java.util.Map;

/**
 * What a dialect says of one request. All that it leaves out is as the client has it: the target's
 * URL, and what Gatling's DSL says of method, headers and body. Immutable, safe for any thread.
 *
 * @param origin scheme, host and port where it goes elsewhere than to the target, where nothing is
 *     the client's but its plain headers; null for the target
 * @param method null for the client's
 * @param path in place of the URL's path, percent-encoded; null for the URL's. The URL's own query
 *     stays
 * @param query added to the URL's own, percent-encoded, without the question mark; empty for none
 * @param headers in place of the client's of the same name, sent in this order, by which no server
 *     is to tell clients apart; not to be changed
 * @param body in place of the client's, null for that one; not to be changed
 */
public record PollRequest(
    URI origin,
    String method,
    String path,
    String query,
    Map<String, String> headers,
    byte[] body) {

  /** As the client has it. */
  public static final PollRequest PLAIN = ofQuery("");

  /** Nothing of what it holds: there may be credentials. */
  @Override
  public String toString() {
    return "PollRequest by " + (method == null ? "the client's method" : method);
  }

  /** A request that adds nothing but a query. */
  public static PollRequest ofQuery(String query) {
    return new PollRequest(null, null, null, query, Map.of(), null);
  }

  /** Whether it says no more than a query: such a request is encoded fastest. */
  public boolean isQueryOnly() {
    return origin == null && method == null && path == null && body == null && headers.isEmpty();
  }

  /** The same as if its origin were the target. */
  public PollRequest atTarget() {
    return new PollRequest(null, method, path, query, headers, body);
  }

  /**
   * Where the request goes.
   *
   * @param own where the client's would go: path and query, or a whole URL
   */
  public String target(String own) {
    String target = path == null ? own : withPath(own);
    return query.isEmpty() ? target : target + joint(target) + query;
  }

  private String withPath(String own) {
    int mark = own.indexOf('?');
    int end = mark < 0 ? own.length() : mark;
    int authority = own.startsWith("/") ? -1 : own.indexOf("://");
    int slash = authority < 0 ? 0 : own.indexOf('/', authority + 3);
    int start = slash < 0 || slash > end ? end : slash;
    return own.substring(0, start) + path + own.substring(end);
  }

  /** What stands between a target and what is added to its query. */
  public static String joint(String target) {
    boolean endsOpen = target.endsWith("?") || target.endsWith("&");
    return target.indexOf('?') < 0 ? "?" : endsOpen ? "" : "&";
  }
}
