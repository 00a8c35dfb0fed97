package longpoll.dialect;

import static longpoll.dialect.PolledEvent.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every dialect of the project's own wire must do with an answer. */
abstract class DialectContract {
  static final Position ASKED = new StreamPosition("5", "e1");
  static final String BODY =
      "{\"epoch\":\"e1\",\"next\":42,\"events\":[{\"id\":41,\"channel\":\"c3\",\"seq\":9,"
          + "\"plannedAt\":1700000000000001,\"publishedAt\":1700000000000050,\"data\":{\"a\":[1]}}]}";

  final Dialect dialect;

  DialectContract(Dialect dialect) {
    this.dialect = dialect;
  }

  Answer read(int status, Map<String, String> headers, String body) {
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    return dialect.read(
        Purpose.POLL, ASKED, status, anyCase::get, body.getBytes(StandardCharsets.UTF_8));
  }

  Answer read(int status, String body) {
    return read(status, Map.of(), body);
  }

  void assertMalformed(Answer answer, String detail) {
    assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(answer.failureKind()).isEqualTo(FailureKind.MALFORMED);
    assertThat(answer.detail()).contains(detail);
    assertThat(answer.next()).isEqualTo(ASKED);
    assertThat(answer.events()).isEmpty();
  }

  @Test
  void itIsFoundByItsName() {
    assertThat(Dialects.named(dialect.name(), Map.of())).hasSameClassAs(dialect);
  }

  @Test
  void itIsTheSameWhereItsDataArrives() throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();

    String data = json.writeValueAsString(dialect.spec());
    Dialect there = Dialects.of(json.readValue(data, DialectSpec.class));

    assertThat(there.name()).isEqualTo(dialect.name());
    assertThat(there.resumes()).isEqualTo(dialect.resumes());
    assertThat(there.namesChannels()).isEqualTo(dialect.namesChannels());
    assertThat(there.asksForHold()).isEqualTo(dialect.asksForHold());
    assertThat(there.request(Purpose.POLL, ASKED, Duration.ofSeconds(1), "c3"))
        .isEqualTo(dialect.request(Purpose.POLL, ASKED, Duration.ofSeconds(1), "c3"));
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    assertThat(there.read(Purpose.POLL, ASKED, 200, name -> null, body))
        .isEqualTo(dialect.read(Purpose.POLL, ASKED, 200, name -> null, body));
  }

  @Test
  void eventsAreReadWithTheirNumbersAndPlannedInstant() {
    Answer answer = read(200, BODY);

    assertThat(answer.outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(answer.next()).isEqualTo(new StreamPosition("42", "e1"));
    assertThat(answer.events())
        .containsExactly(
            new PolledEvent(41, "c3", 9, 1_700_000_000_000_001L, 1_700_000_000_000_050L));
    assertThat(answer.failureKind()).isNull();
  }

  @Test
  void anEventWithoutPlannedInstantCountsFromItsPublishing() {
    assertThat(read(200, "{\"epoch\":\"e\",\"next\":2,\"events\":[{\"publishedAt\":7}]}").events())
        .containsExactly(new PolledEvent(PolledEvent.UNKNOWN, "default", PolledEvent.UNKNOWN, 7, 7))
        .allSatisfy(event -> assertThat(event.slipMicros()).as("not measured").isEqualTo(UNKNOWN));
    assertThat(read(200, BODY).events().get(0).slipMicros()).isEqualTo(49);
  }

  @Test
  void theLargestNumbersAreRead() {
    String max = "" + Long.MAX_VALUE;
    Answer answer =
        read(
            200,
            "{\"epoch\":\"e\",\"next\":"
                + max
                + ",\"events\":[{\"id\":"
                + max
                + ",\"seq\":"
                + max
                + "}]}");

    assertThat(((StreamPosition) answer.next()).cursor()).isEqualTo(max);
    assertThat(answer.events().get(0).seq()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void fieldsOfLaterServersAreSkipped() {
    Answer answer =
        read(
            200,
            "{\"later\":{\"events\":[{}]},\"epoch\":\"e\",\"next\":2,"
                + "\"events\":[{\"seq\":1,\"tags\":[{\"seq\":99}],\"x\":null}],\"more\":[[1]]}");

    assertThat(answer.outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(answer.events())
        .containsExactly(new PolledEvent(PolledEvent.UNKNOWN, "default", 1, PolledEvent.UNKNOWN));
  }

  @Test
  void anAnswerWithoutEpochStaysInTheHeadersEpochOrTheOneAskedFor() {
    String body = "{\"next\":2,\"events\":[{\"seq\":1}]}";
    String nullEpoch = "{\"epoch\":null,\"next\":2,\"events\":[{\"seq\":1}]}";

    assertThat(read(200, Map.of("Poll-Epoch", "e2"), body).next())
        .isEqualTo(new StreamPosition("2", "e2"));
    assertThat(read(200, body).next()).isEqualTo(new StreamPosition("2", "e1"));
    assertThat(read(200, nullEpoch).next()).isEqualTo(new StreamPosition("2", "e1"));
  }

  @Test
  void theSameBytesMeanTheSameWhoeverAsked() {
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    Answer first = dialect.read(Purpose.POLL, ASKED, 200, name -> null, body);
    Answer again =
        dialect.read(Purpose.POLL, new StreamPosition("9", "other"), 200, name -> null, body);

    assertThat(again).isEqualTo(first);
    assertThat(again.next()).isEqualTo(new StreamPosition("42", "e1"));
  }

  @Test
  void aBodyThatTheCallerReusesLeavesNoTrace() {
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    dialect.read(Purpose.POLL, ASKED, 200, name -> null, body);
    byte[] digits = BODY.replace("\"next\":42", "\"next\":43").getBytes(StandardCharsets.UTF_8);
    System.arraycopy(digits, 0, body, 0, digits.length);

    assertThat(dialect.read(Purpose.POLL, ASKED, 200, name -> null, body).next())
        .isEqualTo(new StreamPosition("43", "e1"));
    assertThat(read(200, BODY).next()).isEqualTo(new StreamPosition("42", "e1"));
  }

  @Test
  void aMalformedAnswerIsTheAskersOwnEvenWhenRepeated() {
    Position other = new StreamPosition("8", "e9");
    byte[] body = "nothing".getBytes(StandardCharsets.UTF_8);

    assertThat(dialect.read(Purpose.POLL, ASKED, 200, name -> null, body).next()).isEqualTo(ASKED);
    assertThat(dialect.read(Purpose.POLL, other, 200, name -> null, body).next()).isEqualTo(other);
  }

  @Test
  void answersWithoutEpochAreNotMixedUpBetweenAskers() {
    String body = "{\"next\":2,\"events\":[{\"seq\":1}]}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

    assertThat(dialect.read(Purpose.POLL, ASKED, 200, name -> null, bytes).next().epoch())
        .isEqualTo("e1");
    assertThat(
            dialect
                .read(Purpose.POLL, new StreamPosition("1", "e7"), 200, name -> null, bytes)
                .next()
                .epoch())
        .isEqualTo("e7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"next\":2,\"events\":[]}                     | without an event",
        "{\"next\":2,\"events\":{}}                     | events is not an array",
        "{\"next\":2,\"events\":null}                   | events is not an array",
        "{\"next\":2,\"events\":3}                      | events is not an array",
        "[]                                          | the body is not a JSON object",
        "[{\"seq\":1}]                               | the body is not a JSON object",
        "1                                           | the body is not a JSON object",
        "\"Event occurred\"                          | the body is not a JSON object",
        "null                                        | the body is not a JSON object",
      })
  void aBodyWithoutAListOfEventsIsMalformedAndSaysHow(String body, String detail) {
    assertMalformed(read(200, body), detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "<html>busy</html>", "{\"a\":1", "[1,2", "\"open", "{}{}", "{,}"})
  void aBodyThatIsNotOneJsonDocumentIsMalformed(String body) {
    assertMalformed(read(200, body), "200");
  }

  @Test
  void everyPartOfABodyIsMalformed() {
    byte[] whole = BODY.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      Answer answer =
          dialect.read(Purpose.POLL, ASKED, 200, name -> null, Arrays.copyOf(whole, length));
      assertThat(answer.failureKind())
          .as("the first %d bytes", length)
          .isEqualTo(FailureKind.MALFORMED);
    }
  }

  @Test
  void twoBodiesInOneAreMalformed() {
    assertMalformed(read(200, BODY + BODY), "goes on after its end");
  }

  @Test
  void garbageNeverThrows() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] whole = BODY.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      int status = random.nextBoolean() ? 200 : 410;
      Answer answer = dialect.read(Purpose.POLL, ASKED, status, name -> null, damaged);
      assertThat(answer.next()).isNotNull();
      assertThat(answer.outcome() == Outcome.FAILED).isEqualTo(answer.failureKind() != null);
    }
  }

  @Test
  void anEmptyAnswerMovesTheClientOn() {
    Answer answer = read(204, Map.of("poll-next", "17", "poll-epoch", "e2"), "");

    assertThat(answer.outcome()).isEqualTo(Outcome.EMPTY);
    assertThat(answer.next()).isEqualTo(new StreamPosition("17", "e2"));
    assertThat(answer.events()).isEmpty();
  }

  @Test
  void anEmptyAnswerThatSaysNothingLeavesTheClientWhereItIs() {
    assertThat(read(204, "").next()).isEqualTo(ASKED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "x", "1&timeout=0", "9223372036854775808", "1.5", " 1"})
  void anEmptyAnswerWithAWrongCursorIsMalformed(String next) {
    assertMalformed(read(204, Map.of("Poll-Next", next), ""), "204 whose Poll-Next is");
  }

  @Test
  void aWrongCursorIsQuotedOnlyInPart() {
    assertThat(read(204, Map.of("Poll-Next", "9".repeat(5_000)), "").detail()).hasSizeLessThan(200);
  }

  @Test
  void anEmptyAnswerWithABodyIsMalformed() {
    assertMalformed(read(204, "{}"), "204 with a body");
  }

  @Test
  void anEmptyAnswerThatAnnouncesABodyIsMalformed() {
    assertMalformed(read(204, Map.of("Content-Length", "5"), ""), "204 with a body");
    assertMalformed(read(204, Map.of("Transfer-Encoding", "chunked"), ""), "204 with a body");
  }

  @Test
  void anEmptyAnswerMaySayThatItsLengthIsZero() {
    assertThat(read(204, Map.of("Content-Length", "0"), "").outcome()).isEqualTo(Outcome.EMPTY);
  }

  @Test
  void aGapSaysWhereToResume() {
    Answer answer =
        read(410, Map.of("Retry-After", "3"), "{\"oldest\":30,\"next\":42,\"epoch\":\"e2\"}");

    assertThat(answer.outcome()).isEqualTo(Outcome.GAP);
    assertThat(answer.next()).isEqualTo(new StreamPosition("30", "e2"));
    assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aGapWithoutEpochDropsTheOldOneSinceThatMayBeWhatWasWrong() {
    assertThat(read(410, "{\"oldest\":30}").next()).isEqualTo(new StreamPosition("30", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "nonsense",
        "{}",
        "{\"oldest\":\"30\"}",
        "{\"oldest\":null}",
        "{\"oldest\":1.5}",
        "{\"oldest\":0}",
        "{\"oldest\":-3}",
        "{\"oldest\":9223372036854775808}"
      })
  void aGapThatDoesNotSayWhereToResumeIsMalformed(String body) {
    assertMalformed(read(410, body), "410 that does not say where to resume");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 206, 301, 302, 400, 401, 403, 404, 405, 429, 500, 502, 503, 504})
  void anyOtherStatusIsAFailureOfItsOwnKind(int status) {
    Answer answer = read(status, "whatever");

    assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(answer.failureKind()).isEqualTo("http-" + status);
    assertThat(answer.next()).isEqualTo(ASKED);
    assertThat(answer.retryAfter()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 206, 302, 304, 400, 404})
  void aStatusOfAnotherProtocolNamesTheSettingAndTheBody(int status) {
    assertThat(read(status, "<b>other</b>").detail())
        .isEqualTo(
            "HTTP status "
                + status
                + " is no answer of this dialect; check longpoll.dialect, which is "
                + dialect.name()
                + "; the body starts: <b>other</b>");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503, 504})
  void aStatusOfAServerInTroubleIsTheServersOwn(int status) {
    assertThat(read(status, "busy").detail())
        .isEqualTo("HTTP status " + status + "; the body starts: busy");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 99, 1000, Integer.MAX_VALUE})
  void aStatusThatNoServerMaySendIsMalformedOrKindsWouldBeWithoutEnd(int status) {
    assertMalformed(read(status, ""), "HTTP status " + status + ", which is none");
  }

  @Test
  void whatAServerSentIsQuotedInOnePrintableLineOfBoundedLength() {
    String hostile = "\u001b]0;owned\u0007\r\n\u202e" + "x".repeat(100_000);
    Map<String, String> headers = Map.of("Poll-Next", hostile, "Poll-Epoch", hostile);

    for (int status : new int[] {200, 204, 302, 410, 500}) {
      for (Answer answer : List.of(read(status, hostile), read(status, headers, ""))) {
        assertThat(answer.detail())
            .as("status %d", status)
            .hasSizeLessThan(500)
            .doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\p{Cs}]");
      }
    }
    assertThat(read(500, hostile).detail()).contains("\ufffd]0;owned\ufffd \ufffdxxx");
  }

  @Test
  void anEpochThatIsTooLongToBeKeptIsMalformed() {
    String longest = "e".repeat(Position.LONGEST);
    String body = "{\"next\":2,\"events\":[{\"seq\":1}]}";

    assertThat(read(204, Map.of("Poll-Epoch", longest), "").next().epoch()).isEqualTo(longest);
    assertMalformed(read(204, Map.of("Poll-Epoch", longest + "e"), ""), "Poll-Epoch is too long");
    assertMalformed(read(200, Map.of("Poll-Epoch", longest + "e"), body), "Poll-Epoch is too long");
    assertMalformed(
        read(410, "{\"oldest\":1,\"epoch\":\"" + longest + "e\"}"), "epoch is too long");
  }

  @Test
  void aBusyServersWishIsHeard() {
    assertThat(read(503, Map.of("Retry-After", "120"), "").retryAfter())
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aWishMayHaveAFraction() {
    assertThat(read(429, Map.of("Retry-After", "2.5"), "").retryAfter())
        .isEqualTo(Duration.ofMillis(2_500));
    assertThat(read(503, Map.of("Retry-After", "0.493"), "").retryAfter())
        .isEqualTo(Duration.ofMillis(493));
  }

  @Test
  void aWishMayBeADate() {
    Map<String, String> headers =
        Map.of(
            "Date", "Wed, 21 Oct 2015 07:28:00 GMT",
            "Retry-After", "Wed, 21 Oct 2015 07:30:00 GMT");

    assertThat(read(503, headers, "").retryAfter()).isEqualTo(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "", "-1", "0.0", "soon", "99999999999", "Wed, 21 Oct 2015 07:28:00 GMT"})
  void aWishThatIsNoWaitLeavesTheClientToItsOwnBackOff(String value) {
    assertThat(read(503, Map.of("Retry-After", value), "").retryAfter()).isNull();
  }

  @Test
  void namesOfKindsDoNotHangOnTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(read(503, "").failureKind()).isEqualTo("http-503");
      assertThat(read(204, "{}").detail())
          .startsWith("204 with a body; check longpoll.dialect, which is ");
    } finally {
      Locale.setDefault(before);
    }
  }
}
