package longpoll.dialect.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenMasksTest {
  private static final String DIALECT =
      """
      delivery = broadcast
      hold = none
      cursors.since = "/since"
      session.handshake = [{ name = login, take { token = "/token", since = "/since" } }]
      poll {
        headers { A = "${env.KEY}", B = "${token}" }
        query.since = "${since}"
        answers = [{ status = 200, then = events }]
      }
      """;

  private static TokenMasks masks(String key) {
    return new TokenMasks(DialectFiles.parse(DIALECT, "my.conf", Map.of("KEY", key)));
  }

  @Test
  void noFormOfASecretOrATokenStays() {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      String token = random(random, 8 + random.nextInt(60));
      String key = random(random, 8 + random.nextInt(60));
      TokenMasks masks = masks(key);
      masks.learn(Map.of("token", token));
      for (String value : List.of(token, key)) {
        for (String form : forms(value)) {
          assertThat(masks.mask("before " + form + " after"))
              .as("%s as %s", value, form)
              .startsWith("before ")
              .endsWith(" after")
              .doesNotContain(form)
              .doesNotContain(form.substring(form.length() - 6));
        }
      }
    }
  }

  private static String random(Random random, int length) {
    return random
        .ints(length, '!', '~' + 1)
        .mapToObj(Character::toString)
        .reduce("", String::concat);
  }

  private static List<String> forms(String value) {
    StringBuilder json = new StringBuilder();
    Codec.jsonString(value, json);
    StringBuilder percent = new StringBuilder();
    Codec.percent(value, false, percent);
    return List.of(
        value,
        json.toString(),
        json.toString().replace("/", "\\/"),
        percent.toString(),
        URLEncoder.encode(value, UTF_8),
        Base64.getEncoder().encodeToString(value.getBytes(UTF_8)));
  }

  @Test
  void aTokenThatHoldsASecretGoesAsAWhole() {
    TokenMasks masks = masks("secret-key");
    masks.learn(Map.of("token", "user:secret-key:0123456789"));

    assertThat(masks.mask("x user:secret-key:0123456789 secret-key"))
        .isEqualTo("x user...(26 characters) ${env.KEY}");
  }

  @Test
  void positionsAreShownAndOpaqueCursorsAreNot() {
    TokenMasks masks = masks("secret-key");
    masks.learn(Map.of("since", "0000000000000017_0000000000000042", "other", "shown-as-it-is-1"));
    assertThat(masks.mask("0000000000000017_0000000000000042 shown-as-it-is-1"))
        .isEqualTo("0000000000000017_0000000000000042 shown-as-it-is-1");

    masks.learn(Map.of("since", "g1AAAACbeJzLYWBgYM5gTmHg"));
    assertThat(masks.mask("g1AAAACbeJzLYWBgYM5gTmHg")).isEqualTo("g1AA...(24 characters)");
  }

  @Test
  void ofAShortTokenNothingIsShown() {
    TokenMasks masks = masks("secret-key");
    masks.learn("abc123");

    assertThat(masks.mask("id=abc123;")).isEqualTo("id=...(6 characters);");
  }
}
