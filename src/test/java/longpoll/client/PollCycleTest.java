package longpoll.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import longpoll.dialect.Answer;
import longpoll.dialect.Dialect;
import longpoll.dialect.Dialects;
import longpoll.dialect.Position;
import longpoll.dialect.Purpose;
import longpoll.dialect.StreamPosition;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each decision of a client, in virtual time. */
class PollCycleTest {
  private static final long SECOND = 1_000_000_000L;

  /** Anything but zero: clocks that only go forward may start anywhere, below zero as well. */
  private static final long START = Long.MAX_VALUE - 20 * SECOND;

  private static final Duration HOLD = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private long now = START;
  private long end = START + 3_600 * SECOND;
  private PollCycle cycle = cycle("native", "immediate");

  private PollCycle cycle(String dialect, String rearm) {
    return cycle(dialect, rearm, "", StreamPosition.START);
  }

  private PollCycle cycle(String dialect, String rearm, String channels, Position start) {
    return new PollCycle(
        policy(dialect, HOLD, rearm), channels, start, () -> end, new SplittableRandom(1));
  }

  private static PollPolicy policy(String dialect, Duration hold, String rearm) {
    Settings.Backoff backoff = new Settings.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    return new PollPolicy(
        Dialects.named(dialect, Map.of()), hold, TIMEOUT, Rearm.parse(rearm), backoff);
  }

  @Test
  void clientsThatAreNotHeldBeginAtMomentsThatAreSpreadOverTheirRearmDelay() {
    PollPolicy polling = policy("native", Duration.ZERO, "fixed 30s");
    int[] begun = new int[3];
    for (int client = 0; client < 3_000; client++) {
      long wait =
          new PollCycle(polling, "", StreamPosition.START, () -> end, new SplittableRandom(client))
              .firstWaitNanos();
      begun[(int) (wait / (10 * SECOND))]++;
    }

    assertThat(Arrays.stream(begun)).allMatch(third -> third > 900 && third < 1_100);
  }

  @ParameterizedTest
  @CsvSource({"PT10S, fixed 30s", "PT10S, immediate", "PT0S, immediate"})
  void allOthersBeginAtOnce(Duration hold, String rearm) {
    PollCycle client =
        new PollCycle(
            policy("native", hold, rearm),
            "",
            StreamPosition.START,
            () -> end,
            new SplittableRandom(1));

    assertThat(client.firstWaitNanos()).isZero();
  }

  @Test
  void aPollThatIsNotHeldIsSentAgainTheRearmDelayAfterItsAnswer() {
    cycle =
        new PollCycle(
            policy("native", Duration.ZERO, "fixed 5s"),
            "",
            StreamPosition.START,
            () -> end,
            new SplittableRandom(1));

    assertThat(pollAnd("204")).isEqualTo(new Step.Wait(5 * SECOND, false));
    now += 5 * SECOND;
    assertThat(pollAnd("200")).isEqualTo(new Step.Wait(5 * SECOND, false));
  }

  /**
   * What a client waits after each answer: {@code 200}, {@code 204}, {@code 410}, another status,
   * with {@code /N} for a Retry-After, {@code malformed}, or {@code closed} for no answer at all.
   * {@code !} stands for a connection that is closed.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 204 200 204                 | 0 0 0 0",
        "500 500 500 500 500 500 500     | 1 2 4 8 16 30 30",
        "closed closed closed            | 1 2 4",
        "410 410                         | 1 2",
        "500 closed 410 malformed 500    | 1 2 4 8! 16",
        "500 500 204 500                 | 1 2 0 1",
        "closed closed 200 closed        | 1 2 0 1",
        "503/7                           | 7",
        "503/0.5                         | 0.5",
        "503/0                           | 1",
        "410/7                           | 7",
        "500 503/7 500 204 503/7 500     | 1 7 4 0 7 2",
        "malformed 200 malformed         | 1! 0 1!",
      })
  void howLongAClientStaysAway(String answers, String waits) {
    List<String> waited = new ArrayList<>();
    for (String answer : answers.split(" +")) {
      Step.Wait wait = (Step.Wait) pollAnd(answer);
      waited.add(
          String.valueOf(wait.nanos() / 1e9).replaceAll("\\.0$", "")
              + (wait.disconnect() ? "!" : ""));
      now += wait.nanos();
    }

    assertThat(waited).isEqualTo(Arrays.asList(waits.trim().split(" ")));
  }

  /** Where a client goes on: cursor and epoch of the poll after each answer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200                  | 42@e2",
        "204                  | 7@e1",
        "410                  | 3@e3",
        "200 500              | 42@e2 42@e2",
        "200 closed malformed | 42@e2 42@e2 42@e2",
        "200 410 204          | 42@e2 3@e3 7@e1",
        "500                  | -@-",
      })
  void whereAClientGoesOn(String answers, String positions) {
    List<String> polled = new ArrayList<>();
    for (String answer : answers.split(" +")) {
      now += ((Step.Wait) pollAnd(answer)).nanos();
      String query = "&" + send().request().query();
      polled.add(parameter(query, "cursor") + "@" + parameter(query, "epoch"));
      cycle.cut(now);
    }

    assertThat(polled).isEqualTo(Arrays.asList(positions.trim().split(" ")));
  }

  @Test
  void aPollAsksForTheHoldAndItsChannelsFromWhereTheClientStands() {
    cycle = cycle("native", "immediate", "c1", new StreamPosition(null, "e0"));

    Step.Send send = send();

    assertThat(send.purpose()).isEqualTo(Purpose.POLL);
    assertThat(send.hold()).isEqualTo(HOLD);
    assertThat(send.timeout()).isEqualTo(TIMEOUT);
    assertThat(send.request().query()).isEqualTo("epoch=e0&timeout=10&channel=c1");
  }

  /** Whole milliseconds, rounded up, so that no poll asks not to be held. */
  @ParameterizedTest
  @CsvSource({
    "10_000_000_001, 10_000",
    "10_000_000_000, 10_000",
    "9_999_999_999, 10_000",
    "9_999_000_000, 10_000",
    "9_998_999_999, 9_999",
    "1_000_000, 2",
    "999_999, 1",
    "1, 1",
  })
  void theLastPollAsksForWhatIsLeftOfTheRun(String leftNanos, String holdMillis) {
    now = end - number(leftNanos);

    Step.Send send = send();

    assertThat(send.hold().toMillis()).isEqualTo(number(holdMillis));
    assertThat(send.request().query()).contains("timeout=");
  }

  @Test
  void aPollThatCannotAskForItsHoldIsHeldToTheLimit() {
    cycle = cycle("article", "immediate");
    now = end - 1;

    assertThat(send().hold()).isEqualTo(HOLD);
  }

  @Test
  void onlyAPollThatCannotAskIsGivenUpAtTheEndAtOnce() {
    assertThat(policy("native").patienceAtTheEnd()).isEqualTo(Duration.ofSeconds(3));
    assertThat(policy("article").patienceAtTheEnd()).isZero();
  }

  @Test
  void aClientLeavesAtTheEndOfTheRun() {
    now = end;
    assertThat(cycle.next(now)).isEqualTo(Step.LEAVE);
    now = end + 5 * SECOND;
    assertThat(cycle.next(now)).isEqualTo(Step.LEAVE);
    assertThat(cycle.isPolling()).isFalse();
  }

  @Test
  void theEndMayBeBroughtForward() {
    pollAnd("200");
    end = now;

    assertThat(cycle.next(now)).isEqualTo(Step.LEAVE);
  }

  @Test
  void noWaitGoesBeyondTheEndOfTheRun() {
    now = end - SECOND / 2;
    assertThat(pollAnd("503/7")).isEqualTo(new Step.Wait(SECOND / 2, false));
    assertThat(pollAnd("malformed")).isEqualTo(new Step.Wait(SECOND / 2, true));
  }

  @Test
  void aPollThatIsCutIsTheLast() {
    send();

    assertThat(cycle.cut(now)).isEqualTo(Step.LEAVE);
    assertThat(cycle.isPolling()).isFalse();
  }

  @Test
  void anAnswerThatCrossesTheCutCountsAndIsTheLast() {
    send();
    now = end + SECOND;

    assertThat(answer("200")).isEqualTo(Step.LEAVE);
    assertThat(cycle.next(now)).isEqualTo(Step.LEAVE);
  }

  @Test
  void aFixedReArmFollowsEveryAnswerAndNoFailure() {
    cycle = cycle("native", "fixed 2s");

    assertThat(pollAnd("200")).isEqualTo(new Step.Wait(2 * SECOND, false));
    assertThat(pollAnd("204")).isEqualTo(new Step.Wait(2 * SECOND, false));
    assertThat(pollAnd("500")).isEqualTo(new Step.Wait(SECOND, false));
  }

  @Test
  void aDrawnReArmIsDrawnAnew() {
    cycle = cycle("native", "uniform 0s..2s");

    Step first = pollAnd("200");

    assertThat(((Step.Wait) first).nanos()).isBetween(0L, 2 * SECOND);
    assertThat(pollAnd("200")).isNotEqualTo(first);
  }

  @Test
  void theArticlesClientSleepsOutTheLimitAfterAnEarly204() {
    cycle = cycle("article", "article");
    send();
    now += 3 * SECOND;

    assertThat(answer("204")).isEqualTo(new Step.Wait(7 * SECOND, false));
  }

  /**
   * What the article's client waits after each answer, with a limit of 10 s: {@code STATUS@N} came
   * N seconds after its poll. Its limit counts from its call, not from the poll; an event, a late
   * 204 and a failure end the call.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "204@10 204@11 200@3               | 0 0 0",
        "204@3 204@3 204@3 204@3           | 7 0 7 0",
        "204@0 204@0 204@0                 | 10 0 10",
        "204@3 200@1 204@4 204@9           | 7 0 6 0",
        "200@2 204@3 204@0 204@2           | 0 7 0 8",
        "204@9.999 204@0.001 204@9         | 0.001 0 1",
        "204@3 500@1 204@4 204@4           | 7 1 6 0",
        "204@3 closed@20 204@4 204@10      | 7 1 6 0",
        "204@3 410@1 204@4                 | 7 1 6",
        "500@3 204@3 204@3                 | 1 7 0",
      })
  void theArticlesClientCountsItsLimitFromItsCall(String answers, String waits) {
    cycle = cycle("article", "article");
    List<String> waited = new ArrayList<>();
    for (String answer : answers.split(" +")) {
      String[] parts = answer.split("@");
      send();
      now += Math.round(Double.parseDouble(parts[1]) * SECOND);
      Step.Wait wait = (Step.Wait) answer(parts[0]);
      waited.add(String.valueOf(wait.nanos() / 1e9).replaceAll("\\.0$", ""));
      now += wait.nanos();
    }

    assertThat(waited).isEqualTo(Arrays.asList(waits.trim().split(" ")));
  }

  @Test
  void aClientPollsUntilItsPollHasEnded() {
    assertThat(cycle.isPolling()).isFalse();
    for (String end : List.of("200", "204", "410", "500", "malformed", "closed")) {
      send();
      assertThat(cycle.isPolling()).isTrue();
      answer(end);
      assertThat(cycle.isPolling()).as(end).isFalse();
    }
  }

  private Step.Send send() {
    Step step = cycle.next(now);
    assertThat(step).isInstanceOf(Step.Send.class);
    return (Step.Send) step;
  }

  private Step pollAnd(String how) {
    send();
    return answer(how);
  }

  private Step answer(String how) {
    String[] parts = how.split("/");
    return switch (parts[0]) {
      case "closed" -> cycle.failed(now);
      case "200" ->
          answered(200, Map.of(), "{\"epoch\":\"e2\",\"next\":42,\"events\":[{\"seq\":41}]}");
      case "204" -> answered(204, Map.of("Poll-Next", "7", "Poll-Epoch", "e1"), "");
      case "malformed" -> answered(200, Map.of(), "hello");
      default -> {
        Map<String, String> headers =
            parts.length == 1 ? Map.of() : Map.of("Retry-After", parts[1]);
        boolean gap = parts[0].equals("410");
        yield answered(
            Integer.parseInt(parts[0]),
            headers,
            gap ? "{\"oldest\":3,\"next\":9,\"epoch\":\"e3\"}" : "");
      }
    };
  }

  private Step answered(int status, Map<String, String> headers, String body) {
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    Answer answer = cycle.read(status, anyCase::get, body.getBytes(StandardCharsets.UTF_8));
    return cycle.answered(answer, now);
  }

  private static PollPolicy policy(String name) {
    Dialect dialect = Dialects.named(name, Map.of());
    return new PollPolicy(dialect, HOLD, TIMEOUT, new Rearm.Immediate(), null);
  }

  private static String parameter(String query, String name) {
    String sign = "&" + name + "=";
    return query.contains(sign) ? query.split(sign)[1].split("&")[0] : "-";
  }

  private static long number(String text) {
    return Long.parseLong(text.replace("_", ""));
  }
}
