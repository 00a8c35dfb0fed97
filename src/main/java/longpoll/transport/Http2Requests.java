package longpoll.transport;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Makes the head of a request of HTTP/2 from a request as {@link PollTemplate.Encoder} writes it,
 * in HTTP/1.1. Headers are kept: those of the next poll are mostly the same bytes. Confined to one
 * event loop.
 */
final class Http2Requests {
  private static final AsciiString HTTPS = AsciiString.cached("https");
  private static final AsciiString HOST = AsciiString.cached("host");
  private static final AsciiString PATH = AsciiString.cached(":path");
  private static final AsciiString COOKIE = AsciiString.cached("cookie");
  private static final AsciiString AUTHORIZATION = AsciiString.cached("authorization");

  /** RFC 9113, 8.2.2: of the connection in HTTP/1.1, malformed in HTTP/2. */
  private static final Set<AsciiString> OF_CONNECTION =
      Set.of(
          AsciiString.cached("connection"),
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          AsciiString.cached("te"),
          AsciiString.cached("transfer-encoding"),
          AsciiString.cached("upgrade"));

  /** From the version in the request line to the empty line that ends the head. */
  private byte[] lastHeaders = {};

  private AsciiString authority;
  private AsciiString[] others;

  /**
   * A request's head.
   *
   * @param bodyStart where the body starts in the bytes of the request; their end where there is
   *     none
   */
  record Head(Http2Headers headers, int bodyStart) {}

  Head head(byte[] request) {
    int methodEnd = indexOf(' ', request, 0);
    int targetEnd = indexOf(' ', request, methodEnd + 1);
    if (!startsWithLast(request, targetEnd)) {
      read(Arrays.copyOfRange(request, targetEnd, headEnd(request, targetEnd)));
    }
    Http2Headers headers =
        ReadOnlyHttp2Headers.clientHeaders(
            false,
            new AsciiString(request, 0, methodEnd, true),
            new AsciiString(request, methodEnd + 1, targetEnd - methodEnd - 1, true),
            HTTPS,
            authority,
            others);
    return new Head(headers, targetEnd + lastHeaders.length);
  }

  /** Whether a header is not worth a place in a connection's table, or is a secret. */
  static boolean staysOutOfTable(CharSequence name) {
    return PATH.contentEquals(name)
        || COOKIE.contentEquals(name)
        || AUTHORIZATION.contentEquals(name);
  }

  private boolean startsWithLast(byte[] request, int from) {
    int to = from + lastHeaders.length;
    return lastHeaders.length > 0
        && to <= request.length
        && Arrays.equals(lastHeaders, 0, lastHeaders.length, request, from, to);
  }

  private void read(byte[] headers) {
    List<AsciiString> namesAndValues = new ArrayList<>();
    AsciiString host = AsciiString.EMPTY_STRING;
    int start = indexOf('\n', headers, 0) + 1;
    while (headers[start] != '\r') {
      int colon = indexOf(':', headers, start);
      int end = indexOf('\r', headers, colon);
      AsciiString name = new AsciiString(headers, start, colon - start, true).toLowerCase();
      AsciiString value = new AsciiString(headers, colon + 1, end - colon - 1, true).trim();
      if (name.equals(HOST)) {
        host = value;
      } else if (!OF_CONNECTION.contains(name)) {
        namesAndValues.add(name);
        namesAndValues.add(value);
      }
      start = end + 2;
    }
    lastHeaders = headers;
    authority = host;
    others = namesAndValues.toArray(AsciiString[]::new);
  }

  private static int headEnd(byte[] request, int from) {
    int at = from;
    while (request[at] != '\r' || request[at + 2] != '\r') {
      at++;
    }
    return at + 4;
  }

  private static int indexOf(char c, byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != c) {
      at++;
    }
    return at;
  }
}
