package longpoll.transport.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class Http2SpeechTest {
  private static final String PREFACE =
      HexFormat.of()
          .formatHex("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

  private static final String SETTINGS = "000000" + "04" + "00" + "00000000";
  private static final String SETTINGS_ACK = "000000" + "04" + "01" + "00000000";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final List<String> polls = new ArrayList<>();

  private final Http2Speech speech =
      new Http2Speech(
          new Bytes() {
            @Override
            public int read(ByteBuffer into) {
              throw new AssertionError("nobody reads here");
            }

            @Override
            public void write(ByteBuffer all) {
              while (all.hasRemaining()) {
                written.write(all.get());
              }
            }
          },
          new Speech.Polls() {
            @Override
            public void came(int poll) {
              polls.add(poll + " came");
            }

            @Override
            public void givenUp(int poll) {
              polls.add(poll + " given up");
            }
          });

  private void hear(String hex) throws IOException {
    speech.heard(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  private String said() {
    String hex = HexFormat.of().formatHex(written.toByteArray());
    written.reset();
    return hex;
  }

  /** The head of a request, of so many bytes that nobody looks at. */
  private static String request(int stream, int bytes, boolean ends) {
    return String.format("%06x", bytes)
        + "01"
        + (ends ? "05" : "04")
        + String.format("%08x", stream)
        + "82".repeat(bytes);
  }

  @Test
  void aRequestIsAPollHoweverItsBytesCome() throws IOException {
    String all = PREFACE + SETTINGS + request(1, 300, true) + request(3, 5, true);
    for (int i = 0; i < all.length(); i += 2) {
      hear(all.substring(i, i + 2));
    }

    assertThat(polls).containsExactly("1 came", "3 came");
    assertThat(said()).isEqualTo(SETTINGS + SETTINGS_ACK);
  }

  @Test
  void aRequestWithABodyIsAPollWhenThatHasCome() throws IOException {
    hear(PREFACE + SETTINGS + request(1, 5, false));
    assertThat(polls).isEmpty();

    hear("000002" + "00" + "01" + "00000001" + "7b7d");
    assertThat(polls).containsExactly("1 came");
  }

  @Test
  void aResetGivesAPollUpAndAPingIsAnswered() throws IOException {
    hear(PREFACE + SETTINGS + request(5, 5, true));
    said();
    hear("000004" + "03" + "00" + "00000005" + "00000008");
    hear("000008" + "06" + "00" + "00000000" + "0102030405060708");

    assertThat(polls).containsExactly("5 came", "5 given up");
    assertThat(said()).isEqualTo("000008" + "06" + "01" + "00000000" + "0102030405060708");
  }

  @Test
  void framesThatNeedNoAnswerGetNone() throws IOException {
    hear(PREFACE + SETTINGS);
    said();
    // An acknowledgement of each kind, and a wider window.
    hear(SETTINGS_ACK);
    hear("000008" + "06" + "01" + "00000000" + "0102030405060708");
    hear("000004" + "08" + "00" + "00000000" + "00ffffff");

    assertThat(said()).isEmpty();
    assertThat(polls).isEmpty();
  }

  @Test
  void anAnswerWithoutABodyEndsWithItsHead() throws IOException {
    speech.answer(7, "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    assertThat(said())
        .isEqualTo("00000d" + "01" + "05" + "00000007" + "89" + "5885aec3771a4b" + "0001610162");
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    for (String text : List.of("", "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nno header\r\n\r\n")) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      assertThatThrownBy(() -> speech.answer(1, bytes)).as(text).isInstanceOf(IOException.class);
    }
    assertThat(said()).isEmpty();
  }
}
