package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  private static final String LENGTH =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\ncontent-length: 11\r\n\r\nhello world";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "6\r\nhello \r\n5;note=x\r\nworld\r\n0\r\nTrailer: t\r\n\r\n";
  private static final String EMPTY = "HTTP/1.1 204 No Content\r\nPoll-Next:  7 \r\n\r\n";

  private final AnswerReader reader = new AnswerReader();

  @ParameterizedTest
  @ValueSource(strings = {LENGTH, CHUNKED})
  void anAnswerMayBeSplitAnywhere(String answer) throws IOException {
    for (int split = 1; split < answer.length(); split++) {
      take(answer.substring(0, split));
      assertThat(reader.advance()).as("split at %d", split).isFalse();
      assertThat(reader.begun()).isTrue();
      take(answer.substring(split));
      assertThat(reader.advance()).as("split at %d", split).isTrue();
      assertThat(reader.status()).isEqualTo(200);
      assertThat(body()).isEqualTo("hello world");
      assertThat(reader.keepsAlive()).isTrue();
      reader.next();
      assertThat(reader.begun()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LENGTH, CHUNKED, EMPTY})
  void anAnswerMayComeByteByByte(String answer) throws IOException {
    for (int i = 0; i < answer.length() - 1; i++) {
      take(answer.substring(i, i + 1));
      assertThat(reader.advance()).isFalse();
    }
    take(answer.substring(answer.length() - 1));
    assertThat(reader.advance()).isTrue();
  }

  @Test
  void whatComesAfterAnAnswerIsTheNext() throws IOException {
    take(LENGTH + EMPTY + CHUNKED + LENGTH.substring(0, 20));

    assertThat(reader.advance()).isTrue();
    assertThat(body()).isEqualTo("hello world");
    reader.next();
    assertThat(reader.advance()).isTrue();
    assertThat(reader.status()).isEqualTo(204);
    reader.next();
    assertThat(reader.advance()).isTrue();
    assertThat(body()).isEqualTo("hello world");
    reader.next();
    assertThat(reader.advance()).isFalse();
    take(LENGTH.substring(20));
    assertThat(reader.advance()).isTrue();
  }

  @Test
  void aHeaderIsFoundWhateverItsCase() throws IOException {
    take(EMPTY);
    reader.advance();

    assertThat(reader.header("poll-next")).isEqualTo("7");
    assertThat(reader.header("POLL-NEXT")).isEqualTo("7");
    assertThat(reader.header("Poll")).isNull();
    assertThat(reader.header("Poll-Next-Of-All")).isNull();
  }

  @Test
  void anEmptyAnswerHasNoBodyWhateverItsLengthSays() throws IOException {
    take("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n");

    assertThat(reader.advance()).isTrue();
    assertThat(reader.bodyLength()).isZero();
  }

  @Test
  void anAnswerWithoutALengthEndsWithTheStream() throws IOException {
    take("HTTP/1.1 200 OK\r\n\r\nhello");
    assertThat(reader.advance()).isFalse();

    assertThat(reader.endOfStream()).isTrue();
    assertThat(body()).isEqualTo("hello");
  }

  @Test
  void halfAnAnswerIsNotWholeWhenTheStreamEnds() throws IOException {
    take(LENGTH.substring(0, LENGTH.length() - 1));
    assertThat(reader.advance()).isFalse();

    assertThat(reader.endOfStream()).isFalse();
    assertThat(reader.begun()).isTrue();
  }

  @Test
  void anAnnouncementIsNotTheAnswer() throws IOException {
    take("HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" + EMPTY);

    assertThat(reader.advance()).isTrue();
    assertThat(reader.status()).isEqualTo(204);
    assertThat(reader.header("X")).isNull();
  }

  @Test
  void theServerSaysWhetherAnotherPollMayFollow() throws IOException {
    assertThat(keepsAlive("HTTP/1.1 204 No Content\r\nConnection: Close\r\n\r\n")).isFalse();
    assertThat(keepsAlive("HTTP/1.1 204 No Content\r\n\r\n")).isTrue();
    assertThat(keepsAlive("HTTP/1.0 204 No Content\r\n\r\n")).isFalse();
    assertThat(keepsAlive("HTTP/1.0 204 No Content\r\nConnection: keep-alive\r\n\r\n")).isTrue();
  }

  @Test
  void aLongBodyIsRead() throws IOException {
    String body = "x".repeat(100_000);
    take("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body);

    assertThat(reader.advance()).isTrue();
    assertThat(body()).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6 and more\r\n",
        "HTTP/1.1 20x OK\r\n",
        "HTTP/2.0 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"
      })
  void whatIsNoAnswerIsMalformed(String bytes) throws IOException {
    take(bytes);

    assertThatThrownBy(reader::advance).isInstanceOf(AnswerReader.MalformedException.class);
  }

  @Test
  void theEndOfTheStreamIsTold() throws IOException {
    assertThat(reader.readFrom(Channels.newChannel(new ByteArrayInputStream(new byte[0]))))
        .isFalse();
  }

  private boolean keepsAlive(String answer) throws IOException {
    take(answer);
    assertThat(reader.advance()).isTrue();
    boolean keepsAlive = reader.keepsAlive();
    reader.next();
    return keepsAlive;
  }

  private void take(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    // As a socket does it: a part at a time, and then nothing for now.
    reader.readFrom(new Socketlike(bytes));
  }

  private String body() {
    byte[] body = new byte[reader.bodyLength()];
    reader.copyBody(body);
    return new String(body, StandardCharsets.ISO_8859_1);
  }
}
