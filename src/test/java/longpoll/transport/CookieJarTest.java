package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieJarTest {
  private final CookieJar jar = jar("http://www.example.org/api/poll");

  @Test
  void thereIsNoHeaderWithoutACookie() {
    assertThat(jar.header()).isNull();
    jar.store(List.of());
    assertThat(jar.header()).isNull();
  }

  @Test
  void cookiesAreSentBackAsTheyCame() {
    jar.store(List.of("a=1; HttpOnly; SameSite=Lax", "b=\"two words\"", "c==x==; Path=/"));

    assertThat(jar.header()).isEqualTo("a=1; b=\"two words\"; c==x==");
  }

  @ParameterizedTest
  @CsvSource({
    "www.example.org, true",
    "WWW.Example.ORG, true",
    "example.org, true",
    ".example.org, true",
    "org, true",
    "other.org, false",
    "ample.org, false",
    "a.www.example.org, false",
    "'', true",
  })
  void aDomainMustBeTheHostOrOneAboveIt(String domain, boolean sent) {
    jar.store(List.of("a=1; Domain=" + domain));

    assertThat(jar.header()).isEqualTo(sent ? "a=1" : null);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1/poll, 127.0.0.1, true",
    "http://127.0.0.1/poll, 0.0.1, false",
    "http://127.0.0.1/poll, 1, false",
    "http://[::1]/poll, ::1, true",
    "http://[::ffff:127.0.0.1]/poll, 0.0.1, false",
  })
  void anAddressHasNoDomainsAboveIt(String url, String domain, boolean sent) {
    CookieJar addressed = jar(url);
    addressed.store(List.of("a=1; Domain=" + domain));

    assertThat(addressed.header()).isEqualTo(sent ? "a=1" : null);
  }

  @ParameterizedTest
  @CsvSource({
    "/, true",
    "/api, true",
    "/api/, true",
    "/api/poll, true",
    "/ap, false",
    "/api/poll/, false",
    "/api/pollen, false",
    "/API, false",
    "api, true",
    "'', true",
  })
  void aPathMustLeadToThePolls(String path, boolean sent) {
    jar.store(List.of("a=1; Path=" + path));

    assertThat(jar.header()).isEqualTo(sent ? "a=1" : null);
  }

  @Test
  void withoutAPathACookieBelongsToTheFolderOfTheUrl() {
    jar.store(List.of("a=1", "a=2; Path=/api", "a=3; Path=/"));

    assertThat(jar.header()).as("the first two are the same cookie").isEqualTo("a=2; a=3");
  }

  @Test
  void aUrlWithoutAPathIsTheRoot() {
    CookieJar root = jar("http://www.example.org");
    root.store(List.of("a=1", "b=2; Path=/", "c=3; Path=/x"));

    assertThat(root.header()).isEqualTo("a=1; b=2");
  }

  @ParameterizedTest
  @CsvSource({
    "https://www.example.org/poll, true",
    "http://www.example.org/poll, false",
    "http://localhost/poll, true",
    "http://a.localhost/poll, true",
    "http://127.0.0.1/poll, true",
    "http://127.8.8.8/poll, true",
    "http://[::1]/poll, true",
    "http://127.example.org/poll, false",
    "http://notlocalhost/poll, false",
  })
  void aSecureCookieIsSentOverTlsAndToThisMachine(String url, boolean sent) {
    CookieJar other = jar(url);
    other.store(List.of("a=1; Secure"));

    assertThat(other.header()).isEqualTo(sent ? "a=1" : null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=; Max-Age=0",
        "a=2; Max-Age=-5",
        "a=2; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "a=2; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0",
        "a=2; Max-Age=0; Expires=Fri, 01 Jan 2100 00:00:00 GMT"
      })
  void anExpiredCookieTakesItsForerunnerAway(String expired) {
    jar.store(List.of("a=1", "b=1"));
    jar.store(List.of(expired));

    assertThat(jar.header()).isEqualTo("b=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=2; Max-Age=60",
        "a=2; Max-Age=soon",
        "a=2; Expires=Fri, 01 Jan 2100 00:00:00 GMT",
        "a=2; Expires=never",
        "a=2; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
      })
  void aCookieThatLivesIsKept(String living) {
    jar.store(List.of(living));

    assertThat(jar.header()).isEqualTo("a=2");
  }

  @Test
  void aCookieIsReplacedByOneOfItsNameDomainAndPath() {
    jar.store(List.of("a=1; Path=/", "a=2; Domain=example.org; Path=/", "A=3; Path=/"));
    jar.store(List.of("a=4; Path=/"));

    assertThat(jar.header()).isEqualTo("a=2; A=3; a=4");
  }

  @Test
  void anExpiredCookieOfAnotherPathTakesNoneAway() {
    jar.store(List.of("a=1; Path=/api"));
    jar.store(List.of("a=; Path=/; Max-Age=0"));

    assertThat(jar.header()).isEqualTo("a=1");
  }

  @Test
  void longerPathsGoFirst() {
    jar.store(List.of("a=1; Path=/", "b=2; Path=/api/poll", "c=3; Path=/api", "d=4; Path=/"));

    assertThat(jar.header()).isEqualTo("b=2; c=3; a=1; d=4");
  }

  @Test
  void theOldestGoWhereThereAreTooMany() {
    for (int i = 0; i < 1_000; i++) {
      jar.store(List.of("c" + i + "=x"));
    }

    assertThat(jar.header().split("; ")).hasSize(50).startsWith("c950=x").endsWith("c999=x");
  }

  @Test
  void aCookieThatIsTooLongIsLeftOut() {
    String longest = "a=" + "x".repeat(4_094);
    jar.store(List.of(longest, "b=" + "x".repeat(4_095)));

    assertThat(jar.header()).isEqualTo(longest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        ",",
        "a",
        "=1",
        "; a=1",
        "a=1\r\nX: y",
        "a=1\rX: y",
        "a=1\nX: y",
        "a=1\0",
        "a\u001b[31m=1",
        "a=1\u007f",
        "a=1; Domain=other.org",
        "a=1; Path=/\r\n"
      })
  void whatIsNoCookieIsLeftOut(String line) {
    jar.store(List.of(line, "b=2"));

    assertThat(jar.header()).isIn("b=2", "a=1; b=2").doesNotContainPattern("[\\x00-\\x1f\\x7f]");
    if (!line.equals("; a=1")) {
      assertThat(jar.header()).isEqualTo("b=2");
    }
  }

  private static CookieJar jar(String url) {
    URI uri = URI.create(url);
    return new CookieJar(DirectRoute.to(uri, null), uri.getRawPath());
  }
}
