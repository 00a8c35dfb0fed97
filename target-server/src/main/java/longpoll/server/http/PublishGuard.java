package longpoll.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import longpoll.server.options.ServerOptions;
import longpoll.server.text.ClientText;
import longpoll.server.text.Problem;

/**
 * Decides who may publish. With a token: whoever sends it. Without one: programs on this machine,
 * but no web page in a browser on this machine. Three checks keep pages out. {@code Origin} must be
 * absent or this server's. {@code Host} must be this server's; that of a page whose name was made
 * to resolve to this machine (DNS rebinding) is not. The content type must be {@code
 * application/json}, for which a browser first sends a preflight request, and this server never
 * permits one. Thread-safe.
 */
final class PublishGuard {
  /** {@code host[:port]}; an IPv6 address stands in brackets. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/@]+)(?::[0-9]*)?");

  private static final Pattern ORIGIN = Pattern.compile("(?i:https?)://(.+)");

  /** Strict, because whatever is not an address would be looked up as a name. */
  private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  private static final Pattern IPV4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");

  private static final String WHAT_TO_DO =
      "; to publish from elsewhere, start the server with --publish-token and send it as"
          + " Authorization: Bearer";

  private final Optional<byte[]> authorization;
  private final String listensOn;

  PublishGuard(ServerOptions options) {
    this.authorization =
        options.publishToken().map(token -> ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    this.listensOn = options.host().toLowerCase(Locale.ROOT);
  }

  /** Why a request may not publish, or null when it may. */
  Problem refusal(HttpServerExchange exchange) {
    if (authorization.isPresent()) {
      return tokenRefusal(exchange.getRequestHeaders());
    }
    if (!exchange.getSourceAddress().getAddress().isLoopbackAddress()) {
      return Problem.of(403, "without a publish-token only loopback may publish" + WHAT_TO_DO);
    }
    InetAddress here = exchange.getDestinationAddress().getAddress();
    for (String host : values(exchange, Headers.HOST)) {
      if (!isOwn(host, here)) {
        return foreign("Host", "localhost, a loopback address or --host", host);
      }
    }
    for (String origin : values(exchange, Headers.ORIGIN)) {
      Matcher matcher = ORIGIN.matcher(origin);
      if (!matcher.matches() || !isOwn(matcher.group(1), here)) {
        return foreign("Origin", "left out, or on localhost", origin);
      }
    }
    return typeRefusal(values(exchange, Headers.CONTENT_TYPE));
  }

  private Problem tokenRefusal(HeaderMap headers) {
    String given = headers.getFirst(Headers.AUTHORIZATION);
    boolean matches =
        given != null
            && MessageDigest.isEqual(
                authorization.orElseThrow(), given.getBytes(StandardCharsets.UTF_8));
    return matches
        ? null
        : Problem.of(401, "the publish-token is missing or wrong")
            .withHeader("WWW-Authenticate", "Bearer");
  }

  private static Problem foreign(String header, String limit, String value) {
    return Problem.of(
        403,
        "without a publish-token "
            + header
            + " must be "
            + limit
            + ", but is '"
            + ClientText.shown(value)
            + "'"
            + WHAT_TO_DO);
  }

  private static Problem typeRefusal(List<String> types) {
    if (types.size() == 1
        && types.get(0).split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      return null;
    }
    String given = types.isEmpty() ? "missing" : "'" + ClientText.shown(types.get(0)) + "'";
    return Problem.of(
            415,
            "Content-Type must be application/json, but is "
                + given
                + "; send the header Content-Type: application/json")
        .withHeader("Accept", "application/json");
  }

  /** Whether a name or address, with or without a port, is that of this server. */
  private boolean isOwn(String authority, InetAddress here) {
    Matcher matcher = AUTHORITY.matcher(authority);
    if (!matcher.matches()) {
      return false;
    }
    String host = matcher.group(1).toLowerCase(Locale.ROOT);
    if (host.startsWith("[") || IPV4.matcher(host).matches()) {
      return isOwnAddress(host, here);
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    // Names below localhost are loopback by RFC 6761; browsers do not look them up.
    return name.equals("localhost") || name.endsWith(".localhost") || name.equals(listensOn);
  }

  private boolean isOwnAddress(String literal, InetAddress here) {
    try {
      // A literal is read and not looked up.
      InetAddress address = InetAddress.getByName(literal);
      return address.isLoopbackAddress()
          || address.equals(here)
          || literal.replaceAll("[\\[\\]]", "").equals(listensOn);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static List<String> values(HttpServerExchange exchange, HttpString name) {
    var values = exchange.getRequestHeaders().get(name);
    return values == null ? List.of() : List.copyOf(values);
  }
}
