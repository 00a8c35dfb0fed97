package longpoll.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nA: b\r\n";

  private final AtomicInteger rendered = new AtomicInteger();
  private final ByteBudget budget = new ByteBudget(1_000);

  private Answer answer(String... data) {
    List<Event> events =
        List.of(data).stream().map(d -> new Event(1, "a", 1, ascii("{\"d\":"), ascii(d))).toList();
    return Answer.delivery(events, false, this::frame, budget, 100);
  }

  private Answer.Frame frame() {
    rendered.incrementAndGet();
    return new Answer.Frame(ascii(HEAD), ascii("["), ascii("]"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String read(Answer answer, Answer.Form form) {
    ByteBuffer buffer = ByteBuffer.allocate(1_000);
    answer.reader(form).peek(buffer);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }

  @Test
  void eventsStandBetweenTheTextAroundThem() {
    assertThat(read(answer("1"), Answer.Form.PERSISTENT)).isEqualTo(HEAD + "\r\n[{\"d\":1}]");
    assertThat(read(answer("1", "\"x\"", "{}"), Answer.Form.PERSISTENT))
        .isEqualTo(HEAD + "\r\n[{\"d\":1},{\"d\":\"x\"},{\"d\":{}}]");
  }

  @Test
  void theFormOfTheConnectionIsAHeader() {
    assertThat(read(answer("1"), Answer.Form.CLOSE))
        .isEqualTo(HEAD + "Connection: close\r\n\r\n[{\"d\":1}]");
    assertThat(read(answer("1"), Answer.Form.KEEP_ALIVE))
        .isEqualTo(HEAD + "Connection: keep-alive\r\n\r\n[{\"d\":1}]");
  }

  @Test
  void anAnswerWhoseHeadWasSentBeforeIsItsBody() {
    String body = "[{\"d\":1},{\"d\":2}]";
    assertThat(read(answer("1", "2"), Answer.Form.UNTIL_CLOSE)).isEqualTo(body);
    assertThat(read(answer("1", "2"), Answer.Form.CHUNKED))
        .isEqualTo("11\r\n" + body + "\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 20, 64, 1_000})
  void theBytesAreTheSameInWhateverPortionsTheyAreTaken(int room) {
    Answer answer = answer("1", "\"" + "x".repeat(50) + "\"", "[]", "7");
    SplittableRandom random = new SplittableRandom(room);
    Answer.Reader reader = answer.reader(Answer.Form.CLOSE);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (!reader.atEnd()) {
      ByteBuffer buffer = ByteBuffer.allocate(room);
      reader.peek(buffer);
      assertThat(buffer.position()).isPositive();
      int taken = 1 + random.nextInt(buffer.position());
      all.write(buffer.array(), 0, taken);
      reader.skip(taken);
    }
    assertThat(all.toString(StandardCharsets.US_ASCII)).isEqualTo(read(answer, Answer.Form.CLOSE));
  }

  @Test
  void textIsRenderedOnceAndOnlyWhenItIsAskedFor() {
    Answer answer = answer("1");
    assertThat(rendered).hasValue(0);
    read(answer, Answer.Form.PERSISTENT);
    read(answer, Answer.Form.CLOSE);
    assertThat(rendered).hasValue(1);
  }

  @Test
  void memoryIsGivenBackByTheLastHolder() {
    assertThat(budget.take(100)).isTrue();
    Answer answer = answer("1");
    answer.retain();
    answer.retain();
    answer.release();
    assertThat(budget.held()).isEqualTo(100);
    answer.release();
    assertThat(budget.held()).isZero();
  }

  @Test
  void theBudgetTurnsAwayWhatDoesNotFitUnlessItIsEmpty() {
    assertThat(budget.take(600)).isTrue();
    assertThat(budget.take(401)).isFalse();
    assertThat(budget.take(400)).isTrue();
    assertThat(budget.free()).isZero();
    assertThat(budget.take(0)).isTrue();
    budget.give(1_000);
    assertThat(budget.take(5_000)).isTrue();
    assertThat(budget.free()).isZero();
    assertThat(budget.take(1)).isFalse();
    budget.give(5_000);
    assertThat(budget.free()).isEqualTo(1_000);
    assertThat(budget.peak()).isEqualTo(5_000);
  }
}
