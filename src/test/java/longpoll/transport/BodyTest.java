package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
  private static final int MOST = 10_000;
  private static final int MOST_TOGETHER = 25_000;
  private static final byte[] TEXT = "hello, hello, hello".getBytes(StandardCharsets.US_ASCII);

  private final BodyBudget budget = new BodyBudget(MOST, MOST_TOGETHER);
  private final Body body = new Body(budget);

  @AfterEach
  void whatWasTakenIsGivenBack() {
    body.clear();
    assertThat(budget.used()).hasValue(0);
    assertThat(body.length()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 256, 1_000, MOST})
  void aBodyIsTheSumOfItsChunks(int size) throws IOException {
    byte[] whole = new byte[MOST];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (byte) (i * 31);
    }
    for (int i = 0; size > 0 && i < whole.length; i += size) {
      append(Arrays.copyOfRange(whole, i, Math.min(whole.length, i + size)));
    }

    assertThat(body.decoded(List.of())).isEqualTo(size == 0 ? new byte[0] : whole);
  }

  @Test
  void aChunkIsReadAsItIsAndLeftAsItWas() throws IOException {
    ByteBuf chunk = Unpooled.wrappedBuffer(TEXT).skipBytes(7);
    body.append(chunk);

    assertThat(chunk.readableBytes()).isEqualTo(TEXT.length - 7);
    assertThat(body.decoded(List.of())).asString().isEqualTo("hello, hello");
  }

  /** A body of many chunks would be copied with each of them, and takes no more than is needed. */
  @Test
  void aBodyGrowsByDoubling() throws IOException {
    long before = 0;
    int growths = 0;
    for (int i = 0; i < MOST; i++) {
      append(new byte[] {1});
      growths += budget.used().get() == before ? 0 : 1;
      before = budget.used().get();
    }

    assertThat(growths).isLessThan(10);
    assertThat(before).isEqualTo(MOST);
  }

  @Test
  void aBodyThatIsTooLongTakesNoMore() throws IOException {
    append(new byte[MOST]);

    assertThatThrownBy(() -> append(new byte[1]))
        .hasMessage("a body of more than 10000 bytes (body.max)");
    assertThat(budget.used()).hasValue(MOST);
  }

  @Test
  void bodiesTogetherAreBoundedAndOneThatEndsMakesRoom() throws IOException {
    Body second = new Body(budget);
    Body third = new Body(budget);
    append(new byte[MOST]);
    second.append(Unpooled.wrappedBuffer(new byte[MOST]));

    assertThatThrownBy(() -> third.append(Unpooled.wrappedBuffer(new byte[MOST])))
        .hasMessage("all bodies together were more than 25000 bytes (body.heap-share)");
    assertThat(budget.used()).hasValue(2 * MOST);
    second.clear();
    third.append(Unpooled.wrappedBuffer(new byte[MOST]));
    third.clear();
  }

  @Test
  void aClearedBodyBeginsAnew() throws IOException {
    append(TEXT);
    body.clear();
    append(new byte[] {'x'});

    assertThat(body.decoded(List.of())).asString().isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip              | gzip",
        "x-gzip            | gzip",
        "GZip              | gzip",
        "deflate           | zlib",
        "deflate           | raw",
        "identity          | none",
        "identity, gzip    | gzip",
        "'gzip,,'          | gzip",
        "'gzip, gzip'      | gzip gzip",
        "'deflate, x-gzip' | zlib gzip",
        "'gzip, deflate'   | gzip raw",
      })
  void aCodingIsUndone(String coding, String applied) throws IOException {
    append(coded(TEXT, applied));

    assertThat(body.decoded(List.of(coding))).isEqualTo(TEXT);
  }

  @Test
  void severalHeadersAreOneList() throws IOException {
    append(coded(TEXT, "zlib gzip"));

    assertThat(body.decoded(List.of("deflate", "gzip"))).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "compress", "gzip, br", "br, identity"})
  void anUnknownCodingIsNamed(String coding) throws IOException {
    append(TEXT);

    assertThatThrownBy(() -> body.decoded(List.of(coding)))
        .hasMessageMatching(
            "content coding (br|zstd|compress) is not understood; gzip and deflate are");
  }

  @Test
  void anEmptyBodyNeedsNoCoding() throws IOException {
    assertThat(body.decoded(List.of("br"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void whatIsNotCodedAsItsHeadSaysIsRefused(String coding) throws IOException {
    append(TEXT);

    assertThatThrownBy(() -> body.decoded(List.of(coding)))
        .hasMessage("a body that is not " + coding + " as its head says");
  }

  @ParameterizedTest
  @CsvSource({"gzip, gzip", "deflate, zlib", "deflate, raw"})
  void halfACodedBodyIsRefused(String coding, String applied) throws IOException {
    byte[] coded = coded(TEXT, applied);
    append(Arrays.copyOf(coded, coded.length / 2));

    assertThatThrownBy(() -> body.decoded(List.of(coding)))
        .hasMessage("a body that is not " + coding + " as its head says");
  }

  @ParameterizedTest
  @CsvSource({"gzip, gzip", "deflate, zlib", "deflate, raw", "'gzip, gzip', gzip gzip"})
  void aBombIsBoundedByWhatItWouldBecome(String coding, String applied) throws IOException {
    byte[] bomb = coded(new byte[MOST + 1], applied);
    assertThat(bomb).hasSizeLessThan(MOST / 50);
    append(bomb);

    assertThatThrownBy(() -> body.decoded(List.of(coding)))
        .hasMessage("a body of more than 10000 bytes (body.max)");
  }

  @Test
  void aBombIsBoundedByTheBudgetToo() throws IOException {
    Body other = new Body(budget);
    other.append(Unpooled.wrappedBuffer(new byte[MOST]));
    Body another = new Body(budget);
    another.append(Unpooled.wrappedBuffer(new byte[MOST]));
    append(coded(new byte[MOST], "gzip"));

    assertThatThrownBy(() -> body.decoded(List.of("gzip")))
        .hasMessageContaining("(body.heap-share)");
    other.clear();
    another.clear();
  }

  @Test
  void codingsWithoutEndAreRefused() throws IOException {
    append(TEXT);

    assertThatThrownBy(() -> body.decoded(List.of("gzip, ".repeat(1_000) + "gzip")))
        .hasMessage("a body of 1001 content codings; at most 5 are read");
  }

  private void append(byte[] bytes) throws IOException {
    body.append(Unpooled.wrappedBuffer(bytes));
  }

  private static byte[] coded(byte[] bytes, String codings) throws IOException {
    byte[] coded = bytes;
    for (String coding : codings.split(" ")) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream coder = coder(coding, out)) {
        coder.write(coded);
      }
      coded = out.toByteArray();
    }
    return coded;
  }

  private static OutputStream coder(String coding, OutputStream out) throws IOException {
    return switch (coding) {
      case "gzip" -> new GZIPOutputStream(out);
      case "zlib" -> new DeflaterOutputStream(out);
      case "raw" -> new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION, true));
      default -> out;
    };
  }
}
