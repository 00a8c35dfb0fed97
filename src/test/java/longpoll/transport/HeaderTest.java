package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"a\r\nX: y", "a\rX: y", "a\nX: y", "\r\n\r\nGET / HTTP/1.1", "a\0", "a\r", "\n"})
  void aValueThatGoesOnOverItsLineIsRefusedAndNotQuoted(String value) {
    assertThatThrownBy(() -> new Header("Authorization", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the value of header Authorization goes on over the end of its line");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a:", "a\r\n", "é", "a(b)", "\"a\"", "a\u007f", "a\u0001"})
  void whatIsNoNameIsRefused(String name) {
    assertThatThrownBy(() -> new Header(name, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + name + "' is not the name of a header");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x", "a, b; c=\"d\"", "tab\tin it", "caf\u00e9"})
  void aValueOfOneLineIsKeptAsItIs(String value) {
    assertThat(new Header("X-Header_1.~!", value).value()).isEqualTo(value);
  }

  @Test
  void whatNoByteStandsForIsSentInUtf8() {
    Header header = new Header("X", "5 \u20ac");

    assertThat(header.value().getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo("5 \u20ac".getBytes(StandardCharsets.UTF_8));
    assertThat(new Header("X", header.value())).isEqualTo(header);
  }

  @Test
  void aNameIsTheSameInAnyCase() {
    assertThat(new Header("Content-Length", "0").is("content-length")).isTrue();
    assertThat(new Header("Content-Length", "0").is("Content")).isFalse();
  }
}
