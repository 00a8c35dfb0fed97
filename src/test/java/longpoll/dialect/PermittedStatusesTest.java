package longpoll.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bare poll whose definition says which statuses are permitted. */
class PermittedStatusesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Dialect listing(int... statuses) {
    Map<Integer, StatusMeaning> meanings = new TreeMap<>();
    for (int status : statuses) {
      meanings.put(status, StatusMeaning.usual(status));
    }
    return ArticleDialect.permitting("GET", meanings);
  }

  private static Answer read(Dialect dialect, int status, String body, String retryAfter) {
    return dialect.read(
        Purpose.POLL,
        StreamPosition.START,
        status,
        name -> name.equals("Retry-After") ? retryAfter : null,
        body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "200, {}, DELIVERED,",
    "200, '', FAILED, malformed",
    "204, '', EMPTY,",
    "204, {}, FAILED, malformed",
    "201, {}, DELIVERED,",
    "202, '', EMPTY,",
    "206, x, FAILED, malformed",
    "304, '', EMPTY,",
    "408, too late, EMPTY,",
    "410, '', GAP,",
    "302, '', FAILED, http-302",
    "404, no, FAILED, http-404",
    "429, no, FAILED, http-429",
    "500, no, FAILED, http-500",
    "503, no, FAILED, http-503"
  })
  void aListedStatusMeansWhatItUsuallyDoes(int status, String body, Outcome outcome, String kind) {
    Answer answer = read(listing(status), status, body, null);

    assertThat(answer.outcome()).isEqualTo(outcome);
    assertThat(answer.failureKind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"200, {}", "204, ''", "202, {}", "304, ''", "410, '{\"oldest\":3}'", "500, no"})
  void aStatusThatIsNotListedIsAFailureOfItsOwnKind(int status, String body) {
    Answer answer = read(listing(299, 298), status, body, "7");

    assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(answer.failureKind()).isEqualTo("http-" + status);
    assertThat(answer.detail())
        .startsWith("HTTP status " + status + " is none that the API definition lists (298, 299)");
    assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aListedThrottleSaysHowLongToStayAway() {
    assertThat(read(listing(200, 503), 503, "", "2").retryAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(read(listing(200, 410), 410, "", "2").retryAfter()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aMeaningThatIsSaidTakesTheUsualOnesPlace() {
    Dialect dialect =
        ArticleDialect.permitting(
            "GET", Map.of(200, StatusMeaning.EVENTS, 404, StatusMeaning.EMPTY));

    assertThat(read(dialect, 404, "none", null).outcome()).isEqualTo(Outcome.EMPTY);
  }

  @Test
  void theBundledServersBodiesAreReadAsTheArticleDialectDoes() {
    String body = "{\"epoch\":\"e\",\"next\":7,\"events\":[{\"id\":6,\"seq\":6,\"plannedAt\":9}]}";

    assertThat(read(listing(200, 204), 200, body, null))
        .isEqualTo(read(new ArticleDialect(), 200, body, null));
  }

  @Test
  void anotherMethodIsSentAndNotSpokenByTheBundledServer() {
    Dialect post = ArticleDialect.permitting("POST", Map.of(200, StatusMeaning.EVENTS));

    PollRequest request =
        post.request(Purpose.POLL, StreamPosition.START, Duration.ofSeconds(1), "");
    assertThat(request.method()).isEqualTo("POST");
    assertThat(post.isSpokenByBundledServer()).isFalse();
    assertThat(listing(200).isSpokenByBundledServer()).isTrue();
    assertThat(listing(200).request(Purpose.POLL, StreamPosition.START, Duration.ofSeconds(1), ""))
        .isSameAs(PollRequest.PLAIN);
  }

  @Test
  void anotherProcessMakesTheSameOfIt() throws IOException {
    Dialect post =
        ArticleDialect.permitting(
            "POST", Map.of(200, StatusMeaning.EVENTS, 202, StatusMeaning.BY_BODY));
    Map<?, ?> crossed =
        JSON.readValue(JSON.writeValueAsString(post.spec().properties()), Map.class);

    @SuppressWarnings("unchecked")
    Dialect there = Dialects.of(new DialectSpec(post.spec().kind(), (Map<String, Object>) crossed));

    assertThat(there.identity())
        .isEqualTo(post.identity())
        .isEqualTo("article (POST; 200 events, 202 by-body)");
  }

  @Test
  void whatTheArticleSaysItselfIsCalledTheSame() {
    assertThat(listing(200, 204).identity()).isEqualTo("article");
    assertThat(listing(200).identity()).isEqualTo("article (GET; 200 events)");
  }
}
