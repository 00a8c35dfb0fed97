package longpoll.transport;

import io.netty.util.concurrent.FastThreadLocal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import longpoll.dialect.PollRequest;

/**
 * What the polls of a client have in common: all but what the dialect says of each, and cookies.
 * Immutable; crosses to other processes as data.
 *
 * @param target path and query as they go into the request line, or a whole URL for a proxy
 * @param headers as they are sent; with a Host, and a Content-Length where there is a body
 */
public record PollTemplate(String method, String target, List<Header> headers, byte[] body) {
  private static final String CONTENT_LENGTH = "Content-Length";
  private static final byte[] NO_BODY = {};
  private static final FastThreadLocal<Encoder> LAST = new FastThreadLocal<>();
  private static final Set<String> OF_ANY_HOST = Set.of("Accept", "User-Agent");
  private static final Set<String> BODY_METHODS = Set.of("POST", "PUT", "PATCH");
  private static final Set<String> BODILESS_METHODS = Set.of("HEAD", "CONNECT");

  public PollTemplate {
    if (!Header.isToken(method)) {
      throw new IllegalArgumentException("'" + method + "' is not a method");
    }
    if (BODILESS_METHODS.contains(method)) {
      throw new IllegalArgumentException(
          "the answer to " + method + " has no body, and so no event: poll with another method");
    }
    if (target.isEmpty() || target.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
      throw new IllegalArgumentException(
          "the request's target holds what no request line may: it must be percent-encoded");
    }
    List<Header> all = new ArrayList<>(headers);
    // A server may wait for the body of a method that usually has one.
    boolean tellsLength = body.length > 0 || BODY_METHODS.contains(method);
    if (tellsLength && all.stream().noneMatch(header -> header.is(CONTENT_LENGTH))) {
      all.add(new Header(CONTENT_LENGTH, String.valueOf(body.length)));
    }
    headers = List.copyOf(all);
  }

  /** A GET of a URL, with a Host and these headers. */
  public static PollTemplate get(URI uri, List<Header> headers) {
    return of("GET", uri, headers);
  }

  /** A request of a URL without a body of its own, with a Host and these headers. */
  public static PollTemplate of(String method, URI uri, List<Header> headers) {
    List<Header> all = new ArrayList<>();
    all.add(new Header("Host", uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())));
    all.addAll(headers);
    return new PollTemplate(method, targetOf(uri), all, NO_BODY);
  }

  private static String targetOf(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /** The headers where a dialect has some of its own, and a body of a length of its own. */
  private List<Header> headersWith(PollRequest request) {
    List<Header> all = new ArrayList<>();
    for (Header header : headers) {
      boolean replaced =
          request.headers().keySet().stream().anyMatch(header::is)
              || request.body() != null && header.is(CONTENT_LENGTH);
      if (!replaced) {
        all.add(header);
      }
    }
    request.headers().forEach((name, value) -> all.add(new Header(name, value)));
    String method = request.method() == null ? this.method : request.method();
    byte[] sent = request.body() == null ? body : request.body();
    return new PollTemplate(method, target, all, sent).headers();
  }

  /**
   * The same for another host than the target: without what is the target's business, credentials
   * and cookies above all.
   */
  private PollTemplate at(URI origin) {
    List<Header> plain =
        headers.stream().filter(header -> OF_ANY_HOST.stream().anyMatch(header::is)).toList();
    return get(origin, plain);
  }

  /** What writes polls of this kind. */
  public Encoder encoder() {
    return new Encoder(this);
  }

  /** The same for the thread that calls, whose clients mostly share one. */
  public Encoder encoderOfThisThread() {
    Encoder last = LAST.get();
    if (last == null || !last.template.isSame(this)) {
      last = encoder();
      LAST.set(last);
    }
    return last;
  }

  private boolean isSame(PollTemplate other) {
    return method.equals(other.method)
        && target.equals(other.target)
        && headers.equals(other.headers)
        && Arrays.equals(body, other.body);
  }

  /**
   * Writes polls: what they have in common was encoded once. The poll to which nothing is added is
   * kept whole; of one with headers of its own the head is kept, which the next one mostly has too.
   * For one thread.
   */
  public static final class Encoder {
    private static final int OF_NO_BODY = -1;

    private final PollTemplate template;
    private final String untilQuery;
    private final byte[] headers;

    /** The poll to which nothing is added, or null before the first of them. */
    private byte[] plain;

    private PollRequest lastOwn = PollRequest.PLAIN;
    private byte[] lastOwnHeaders;

    /** The other host that was last sent to, or null. */
    private URI origin;

    private Encoder atOrigin;

    private Encoder(PollTemplate template) {
      this.template = template;
      untilQuery = template.method + ' ' + template.target + PollRequest.joint(template.target);
      headers = encoded(template.headers);
    }

    /**
     * The bytes of one poll, not to be changed.
     *
     * @param request what the dialect says of it
     * @param cookies the value of the Cookie header, or null for none
     */
    public byte[] encode(PollRequest request, String cookies) {
      if (request.origin() != null) {
        return elsewhere(request).encode(request.atTarget(), cookies);
      }
      if (cookies != null) {
        return encoded(request, "Cookie: " + cookies + "\r\n\r\n");
      }
      if (!request.isQueryOnly() || !request.query().isEmpty()) {
        return encoded(request, "\r\n");
      }
      if (plain == null) {
        plain = encoded(request, "\r\n");
      }
      return plain;
    }

    private byte[] encoded(PollRequest request, String end) {
      if (request.isQueryOnly() && !request.query().isEmpty()) {
        return joined(untilQuery, request.query(), headers, end, template.body);
      }
      String method = request.method() == null ? template.method : request.method();
      String target = ' ' + request.target(template.target);
      byte[] head = request.isQueryOnly() ? headers : ownHeaders(request);
      byte[] body = request.body() == null ? template.body : request.body();
      return joined(method, target, head, end, body);
    }

    private Encoder elsewhere(PollRequest request) {
      if (!request.origin().equals(origin)) {
        origin = request.origin();
        atOrigin = template.at(origin).encoder();
      }
      return atOrigin;
    }

    private byte[] ownHeaders(PollRequest request) {
      boolean same =
          lastOwnHeaders != null
              && lengthOf(request) == lengthOf(lastOwn)
              && Objects.equals(request.method(), lastOwn.method())
              && request.headers().equals(lastOwn.headers());
      if (!same) {
        lastOwnHeaders = encoded(template.headersWith(request));
        lastOwn = request;
      }
      return lastOwnHeaders;
    }

    private static int lengthOf(PollRequest request) {
      return request.body() == null ? OF_NO_BODY : request.body().length;
    }

    private static byte[] encoded(List<Header> headers) {
      StringBuilder head = new StringBuilder(" HTTP/1.1\r\n");
      for (Header header : headers) {
        head.append(header.name()).append(": ").append(header.value()).append("\r\n");
      }
      return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] joined(
        String line, String lineEnd, byte[] headers, String end, byte[] body) {
      int length = line.length() + lineEnd.length() + headers.length + end.length() + body.length;
      byte[] all = new byte[length];
      int at = write(line, all, 0);
      at = write(lineEnd, all, at);
      at = write(headers, all, at);
      at = write(end, all, at);
      write(body, all, at);
      return all;
    }

    private static int write(String text, byte[] into, int at) {
      return write(text.getBytes(StandardCharsets.ISO_8859_1), into, at);
    }

    private static int write(byte[] bytes, byte[] into, int at) {
      System.arraycopy(bytes, 0, into, at, bytes.length);
      return at + bytes.length;
    }
  }
}
