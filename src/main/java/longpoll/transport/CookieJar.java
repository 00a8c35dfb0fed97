package longpoll.transport;

import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.ClientCookieEncoder;
import io.netty.handler.codec.http.cookie.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The cookies that one client of one URL keeps, as RFC 6265 has it: sent back where host and path
 * fit, and only over TLS where they ask for that. One that is to live for a while lives until the
 * run ends, as it does with the users, whose cookies Gatling keeps. Bounded in number and size,
 * since a server may send new ones with each answer. Confined to one thread.
 */
public final class CookieJar {
  private static final int MOST = 50;

  /** RFC 6265, 6.1, asks for at least this much. */
  private static final int LONGEST = 4096;

  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private final String host;
  private final String path;
  private final boolean secure;
  private final List<Stored> cookies = new ArrayList<>();
  private String header;

  private record Stored(Cookie cookie, String domain, String path) {}

  /**
   * @param path of the URL that is polled, without its query
   */
  public CookieJar(Route route, String path) {
    host = route.host().toLowerCase(Locale.ROOT);
    this.path = path.isEmpty() ? "/" : path;
    secure = route.tls() || isLoopback(host);
  }

  /** Browsers and Gatling take a connection to the machine itself for a secure one. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.startsWith("127.") && IPV4.matcher(host).matches()
        || host.equals("::1");
  }

  /** Keeps what an answer sets. */
  public void store(List<String> setCookies) {
    for (String line : setCookies) {
      Cookie cookie = isUsable(line) ? ClientCookieDecoder.LAX.decode(line) : null;
      if (cookie != null) {
        store(cookie);
      }
    }
  }

  /** What is sent back must not end the line that it stands in. */
  private static boolean isUsable(String line) {
    return line.length() <= LONGEST
        && line.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 127);
  }

  private void store(Cookie cookie) {
    boolean hasDomain = cookie.domain() != null && !cookie.domain().isEmpty();
    String domain = hasDomain ? cookie.domain().toLowerCase(Locale.ROOT) : host;
    if (domain.startsWith(".")) {
      domain = domain.substring(1);
    }
    boolean hasPath = cookie.path() != null && cookie.path().startsWith("/");
    Stored stored = new Stored(cookie, domain, hasPath ? cookie.path() : folder(path));
    boolean fits =
        (host.equals(domain) || !isAddress() && host.endsWith("." + domain))
            && pathFits(stored.path())
            && (secure || !cookie.isSecure());
    cookies.removeIf(
        other ->
            other.cookie.name().equals(cookie.name())
                && other.domain.equals(stored.domain())
                && other.path.equals(stored.path()));
    boolean expired = cookie.maxAge() != Cookie.UNDEFINED_MAX_AGE && cookie.maxAge() <= 0;
    // Others could never be sent: there is but one URL.
    if (fits && !expired) {
      if (cookies.size() == MOST) {
        cookies.remove(0);
      }
      cookies.add(stored);
    }
    header = null;
  }

  private boolean isAddress() {
    return IPV4.matcher(host).matches() || host.indexOf(':') >= 0;
  }

  /** RFC 6265, 5.1.4. */
  private static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private boolean pathFits(String cookiePath) {
    return path.equals(cookiePath)
        || path.startsWith(cookiePath)
            && (cookiePath.endsWith("/") || path.charAt(cookiePath.length()) == '/');
  }

  /** The value of the Cookie header, or null for none. */
  public String header() {
    if (header == null && !cookies.isEmpty()) {
      header =
          ClientCookieEncoder.LAX.encode(
              cookies.stream()
                  .sorted((a, b) -> Integer.compare(b.path.length(), a.path.length()))
                  .map(Stored::cookie)
                  .toList());
    }
    return header;
  }
}
