package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without Netty's decoder is read as Netty's decoder reads it. */
class WholeAnswerTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String LENGTH = "Content-Length: 2\r\n";
  private static final int MUTANTS = 3_000;

  /** Pieces that change what an answer means, for random answers. */
  private static final String[] PIECES = {
    "\r",
    "\n",
    "\r\n",
    " ",
    "\t",
    ":",
    "0",
    "1",
    "2",
    "é",
    "\u0000",
    "\u000b",
    "\u007f",
    ",",
    "\r\n\r\n",
    "Content-Length: 2\r\n",
    "Content-Length: 3\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Connection: close\r\n",
    "Connection: keep-alive, close\r\n",
    " folded\r\n",
    "HTTP/1.0",
    "204",
    "304",
    "100",
    "101",
    "Content-Encoding: gzip\r\n",
    "X: \r\n",
    ": \r\n"
  };

  static List<String> whole() {
    return List.of(
        OK + LENGTH + "\r\n{}",
        OK + "Content-Length: 0\r\n\r\n",
        OK + "content-LENGTH:2\r\n\r\n{}",
        OK + "Content-Length: \t 2 \t\r\n\r\n\r\n",
        "HTTP/1.1 200\r\n" + LENGTH + "\r\n{}",
        "HTTP/1.1 200 \r\n" + LENGTH + "\r\n{}",
        "HTTP/1.1 200  very \t well \r\n" + LENGTH + "\r\n{}",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nPoll-Next: 7\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 70\r\nETag: \"1\"\r\n\r\n",
        "HTTP/1.1 205 Reset\r\n" + LENGTH + "\r\n{}",
        "HTTP/1.1 999 Own\r\n" + LENGTH + "\r\n{}",
        OK + "Connection: Keep-Alive\r\n" + LENGTH + "\r\n{}",
        OK + LENGTH + "CONNECTION:  close \r\n\r\n{}",
        OK + LENGTH + "Connection: close\r\nConnection: keep-alive\r\n\r\n{}",
        OK + "X:\r\nX: \r\nx: a, b\r\n" + LENGTH + "\r\n{}",
        OK + "Set-Cookie: a=b; Path=/\r\nset-cookie: c=d\r\n" + LENGTH + "\r\n{}",
        OK + "Content-Encoding: gzip\r\n" + LENGTH + "\r\n{}");
  }

  static List<String> forNetty() {
    return List.of(
        OK + LENGTH + "\r\n{",
        OK + LENGTH + "\r\n{}\r\n",
        OK + LENGTH + "\r\n{}HTTP/1.1 200 OK\r\n",
        OK + "\r\n{}",
        OK + LENGTH + LENGTH + "\r\n{}",
        OK + "Content-Length: 2, 2\r\n\r\n{}",
        OK + "Content-Length: 02\r\n\r\n{}",
        OK + "Content-Length: +2\r\n\r\n{}",
        OK + "Content-Length: -2\r\n\r\n{}",
        OK + "Content-Length: 2 2\r\n\r\n{}",
        OK + "Content-Length: \r\n\r\n",
        OK + "Content-Length: 9999999999\r\n\r\n{}",
        OK + LENGTH + "Transfer-Encoding: chunked\r\n\r\n{}",
        OK + "transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
        OK + LENGTH + "Connection: upgrade\r\n\r\n{}",
        OK + LENGTH + "Connection: keep-alive, close\r\n\r\n{}",
        OK + LENGTH + "X: a\r\n b\r\n\r\n{}",
        OK + LENGTH + "X : a\r\n\r\n{}",
        OK + LENGTH + ": a\r\n\r\n{}",
        OK + LENGTH + "X\r\n\r\n{}",
        OK + LENGTH + "X: a\nY: b\r\n\r\n{}",
        OK + LENGTH + "X: a\rY: b\r\n\r\n{}",
        OK + LENGTH + "X: a\u0000\r\n\r\n{}",
        OK + LENGTH + "X: a" + "b".repeat(16 * 1024) + "\r\n\r\n{}",
        "\r\n" + OK + LENGTH + "\r\n{}",
        " " + OK + LENGTH + "\r\n{}",
        "HTTP/1.0 200 OK\r\n" + LENGTH + "\r\n{}",
        "HTTP/2.0 200 OK\r\n" + LENGTH + "\r\n{}",
        "http/1.1 200 OK\r\n" + LENGTH + "\r\n{}",
        "HTTP/1.1  200 OK\r\n" + LENGTH + "\r\n{}",
        "HTTP/1.1 2000 OK\r\n" + LENGTH + "\r\n{}",
        "HTTP/1.1 20 OK\r\n" + LENGTH + "\r\n{}",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nContent-Length: 0\r\nUpgrade: h2c\r\n\r\n",
        "HTTP/1.1 000 None\r\n" + LENGTH + "\r\n{}",
        "HTTP/1.1 200 OK\n" + LENGTH + "\r\n{}",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\r\n",
        "H");
  }

  @ParameterizedTest
  @MethodSource("whole")
  void aWholeAnswerIsReadAsByNetty(String answer) {
    assertThat(read(bytes(answer))).isNotNull().isEqualTo(byNetty(bytes(answer)));
  }

  @ParameterizedTest
  @MethodSource("whole")
  void aPartOfAnAnswerIsLeftToNetty(String answer) {
    for (int length = 0; length < answer.length(); length++) {
      assertThat(read(bytes(answer.substring(0, length)))).as("the first %d", length).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("forNetty")
  void whatLeavesADoubtIsLeftToNetty(String answer) {
    assertThat(read(bytes(answer))).isNull();
  }

  /** The seeds are fixed: a failure can be repeated. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void changedAtRandomAnAnswerIsReadAsByNettyOrNotAtAll(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> answers = new ArrayList<>(whole());
    answers.addAll(whole());
    answers.addAll(forNetty());
    WholeAnswer.Reader reader = new WholeAnswer.Reader();
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      StringBuilder mutant = new StringBuilder(answers.get(random.nextInt(answers.size())));
      for (int change = random.nextInt(2); change >= 0; change--) {
        int at = random.nextInt(Math.min(mutant.length(), 200) + 1);
        int end = random.nextBoolean() ? at : Math.min(mutant.length(), at + random.nextInt(4));
        mutant.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
      }
      byte[] bytes = bytes(mutant.toString());
      Outcome outcome = outcome(reader.read(bytes), bytes);
      if (outcome != null) {
        read++;
        assertThat(outcome).as("%s", mutant).isEqualTo(byNetty(bytes));
      }
    }
    assertThat(read).as("answers that were read here").isGreaterThan(MUTANTS / 50);
  }

  @Test
  void aHeadLikeTheLastOneIsNotReadAgain() {
    WholeAnswer.Reader reader = new WholeAnswer.Reader();
    WholeAnswer first = reader.read(bytes(OK + LENGTH + "\r\n{}"));

    assertThat(reader.read(bytes(OK + LENGTH + "\r\n[]"))).isSameAs(first);
    assertThat(reader.read(bytes(OK + LENGTH + "\r\n["))).isNull();
    assertThat(reader.read(bytes(OK + LENGTH + "\r\n[]]"))).isNull();
    assertThat(reader.read(bytes(OK + "Content-Length: 3\r\n\r\n[1]"))).isNotSameAs(first);
    assertThat(reader.read(bytes("H"))).isNull();
    assertThat(reader.read(bytes(OK + LENGTH + "\r\n{}"))).isNotNull();
  }

  @Test
  void headersAreFoundWhateverTheirCase() {
    String answer =
        OK
            + "Content-Type: text/plain\r\nSet-Cookie: a=b \r\n"
            + LENGTH
            + "SET-COOKIE:\tc\r\n\r\n{}";
    WholeAnswer head = new WholeAnswer.Reader().read(bytes(answer));

    assertThat(head.get("content-type")).isEqualTo("text/plain");
    assertThat(head.get("Set-cookie")).isEqualTo("a=b");
    assertThat(head.getAll("set-cookie")).containsExactly("a=b", "c");
    assertThat(head.get("Content")).isNull();
    assertThat(head.get("Content-Type: text")).isNull();
    assertThat(head.get("")).isNull();
    assertThat(head.get("x".repeat(500))).isNull();
    assertThat(head.getAll("Cookie")).isEmpty();
    assertThat(head.get("Age", "0")).isEqualTo("0");
  }

  @Test
  void aHeadKeepsNothingOfTheBytesThatItWasReadFrom() {
    byte[] answer = bytes(OK + LENGTH + "X: a\r\n\r\n{}");
    WholeAnswer head = new WholeAnswer.Reader().read(answer);

    Arrays.fill(answer, (byte) '?');

    assertThat(head.entries())
        .containsExactly(Map.entry("Content-Length", "2"), Map.entry("X", "a"));
  }

  private record Outcome(
      int status, List<Map.Entry<String, String>> headers, boolean closes, String body) {}

  private static Outcome read(byte[] bytes) {
    return outcome(new WholeAnswer.Reader().read(bytes), bytes);
  }

  private static Outcome outcome(WholeAnswer head, byte[] bytes) {
    if (head == null) {
      return null;
    }
    byte[] body = Arrays.copyOfRange(bytes, head.headEnd(), head.headEnd() + head.bodyLength());
    List<Map.Entry<String, String>> headers = head.entries();
    assertThat(head.isCoded()).isEqualTo(head.get("Content-Encoding") != null);
    for (Map.Entry<String, String> header : headers) {
      assertThat(head.getAll(header.getKey())).contains(header.getValue());
    }
    return new Outcome(head.status(), headers, head.closes(), text(body));
  }

  /** What Netty's decoder makes of bytes that are one whole answer; null where they are not. */
  private static Outcome byNetty(byte[] bytes) {
    AnswerDecoder decoder = new AnswerDecoder(arrived -> {});
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    StringBuilder body = new StringBuilder();
    HttpResponse head = null;
    int ends = 0;
    for (HttpObject part = channel.readInbound(); part != null; part = channel.readInbound()) {
      assertThat(part.decoderResult().isSuccess()).as("%s", part).isTrue();
      if (part instanceof HttpResponse next) {
        assertThat(head).as("an answer before it").isNull();
        head = next;
      }
      if (part instanceof HttpContent content) {
        body.append(content.content().toString(StandardCharsets.ISO_8859_1));
        content.release();
      }
      ends += part instanceof LastHttpContent ? 1 : 0;
    }
    boolean isWhole = ends == 1 && decoder.isEmpty();
    channel.close();
    return isWhole && head != null
        ? new Outcome(
            head.status().code(),
            AnswerHeaders.of(head.headers()).entries(),
            !HttpUtil.isKeepAlive(head),
            body.toString())
        : null;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
