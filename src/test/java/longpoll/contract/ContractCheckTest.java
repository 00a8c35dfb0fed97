package longpoll.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import longpoll.contract.StubApi.Defect;
import longpoll.dialect.ArticleDialect;
import longpoll.dialect.Dialect;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Verdict;
import longpoll.finding.FindingReport;
import longpoll.finding.FindingReport.Section;
import longpoll.settings.Settings;
import longpoll.target.TargetException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over the wire: a server that behaves well, and such with one defect each. */
@Timeout(120)
class ContractCheckTest {
  private static final Duration USUAL_HOLD = Duration.ofSeconds(3);
  private static final Settings.Tls JDK_TRUST = new Settings.Tls(false, "");

  private static Section judge(URI url, Dialect dialect, Duration hold) throws Exception {
    ContractSubject subject = ContractSubject.of(url, dialect, "the test", "", hold, "the test");
    FindingReport report =
        new ContractCheck(JDK_TRUST, line -> {}, USUAL_HOLD).check("test", List.of(subject));
    return report.sections().get(0);
  }

  private static final ExecutorService THREADS = Executors.newFixedThreadPool(8);
  private static final Map<Set<Defect>, Future<Section>> SECTIONS = new HashMap<>();

  /** Each check mostly waits, so that several go side by side. */
  @BeforeAll
  static void judgeSingleDefects() {
    judgeSoon();
    for (Defect defect :
        EnumSet.complementOf(
            EnumSet.of(
                Defect.NEVER_ANSWERS, Defect.SERIAL, Defect.GOES_AWAY, Defect.POOL_OF_TWO))) {
      judgeSoon(defect);
    }
    judgeSoon(Defect.BARE, Defect.AT_ONCE_WITH_UNKNOWN_PARAMETER);
    judgeSoon(Defect.BARE, Defect.HELD_ONLY_AT_FIRST);
  }

  @AfterAll
  static void end() {
    THREADS.shutdownNow();
  }

  private static void judgeSoon(Defect... defects) {
    SECTIONS.put(
        Set.of(defects),
        THREADS.submit(
            () -> {
              try (StubApi api = new StubApi(defects)) {
                return judge(api.poll(), null, StubApi.HOLD);
              }
            }));
  }

  private static Section judge(Defect... defects) throws Exception {
    return SECTIONS.get(Set.of(defects)).get();
  }

  private static Finding finding(Section section, String id) {
    return section.findings().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static void fails(String id, String found, Defect... defects) throws Exception {
    Finding finding = finding(judge(defects), id);
    assertThat(finding.verdict()).as(finding.found()).isEqualTo(Verdict.FAIL);
    assertThat(finding.found()).containsPattern(found);
    assertThat(finding.rule()).isNotEmpty();
    assertThat(finding.advice()).isNotEmpty();
    assertThat(finding.timeline()).isNotEmpty();
  }

  @Test
  void aServerThatBehavesWellPasses() throws Exception {
    Section section = judge();

    assertThat(section.about())
        .contains(
            new FindingReport.Fact("dialect", "native (the first answer has Poll-Next)"),
            new FindingReport.Fact("events", "published with POST /publish"));
    assertThat(section.findings())
        // A busy machine may make any server late.
        .filteredOn(finding -> !finding.id().equals("empty-at-hold-limit"))
        .allSatisfy(
            finding -> assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.PASS))
        .extracting(Finding::id)
        .doesNotHaveDuplicates()
        .hasSize(16);
  }

  @Test
  void aBareServerPassesAndWhatItCannotShowIsNotTold() throws Exception {
    Section section = judge(Defect.BARE);

    assertThat(section.about())
        .contains(
            new FindingReport.Fact(
                "dialect", "article (the usual one, since the first answer has no Poll-Next)"));
    assertThat(section.findings())
        .filteredOn(finding -> !finding.id().equals("empty-at-hold-limit"))
        .noneMatch(finding -> finding.verdict() == Verdict.FAIL);
    assertThat(section.findings())
        .filteredOn(finding -> finding.verdict() == Verdict.UNKNOWN)
        .extracting(Finding::id)
        .contains(
            "delivered-parses",
            "events-between-polls",
            "client-gone-and-back",
            "unknown-cursor",
            "poll-held-without-parameters");
  }

  @Test
  void aBarePollThatLosesEventsByContractPassesAndSaysSo() throws Exception {
    try (StubApi api = new StubApi()) {
      Section section = judge(api.poll(), new ArticleDialect(), StubApi.HOLD);

      Finding between = finding(section, "events-between-polls");
      assertThat(between.verdict()).isEqualTo(Verdict.PASS);
      assertThat(between.found()).contains("was lost");
      assertThat(between.advice()).contains("cursor");
      Finding back = finding(section, "client-gone-and-back");
      assertThat(back.verdict()).isEqualTo(Verdict.PASS);
      assertThat(back.found()).contains("lost to it");
    }
  }

  @Test
  void aServerThatNeverDeliversFails() throws Exception {
    fails(
        "held-poll-delivers", "accepted while a poll was held, which got 204", Defect.LOSES_EVENTS);
    Section section = judge(Defect.LOSES_EVENTS);

    assertThat(finding(section, "events-between-polls").verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(finding(section, "client-gone-and-back").verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void aServerThatHoldsOnlyItsFirstPollsFails() throws Exception {
    fails("poll-held", "answered at once without news", Defect.HELD_ONLY_AT_FIRST, Defect.BARE);
  }

  @Test
  void aServerThatFailsOnAParameterFails() throws Exception {
    fails("poll-held-with-misspelt-parameters", "500 after", Defect.FAILS_ON_UNKNOWN_PARAMETER);
  }

  @Test
  void aBusyServerIsNotBlamedForItsMisspeltParameters() throws Exception {
    Finding finding = finding(judge(Defect.AT_ONCE), "poll-held-with-misspelt-parameters");

    assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(finding.found()).contains("at once in any case");
  }

  @Test
  void aPoolOfFewIsSeenByWhoWaitsForATurn() throws Exception {
    try (StubApi api = new StubApi(Defect.POOL_OF_TWO, Defect.BARE)) {
      Finding finding = finding(judge(api.poll(), null, StubApi.HOLD), "polls-side-by-side");

      assertThat(finding.verdict()).as(finding.found()).isEqualTo(Verdict.FAIL);
      assertThat(finding.found()).contains("serves few at a time");
    }
  }

  @Test
  void aTargetThatGoesAwayHalfWayIsSaidInOneMessage() throws Exception {
    try (StubApi api = new StubApi(Defect.GOES_AWAY)) {
      assertThatThrownBy(() -> judge(api.poll(), null, StubApi.HOLD))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("takes no more connections");
    }
  }

  @Test
  void eachMethodOfADefinitionIsLeftAlone() throws Exception {
    try (StubApi api = new StubApi(Defect.BARE)) {
      ContractSubject subject =
          new ContractSubject(
              "poll",
              api.poll(),
              "GET",
              new ArticleDialect(),
              "the test",
              "",
              StubApi.HOLD,
              "the test",
              new TreeSet<>(),
              "",
              new TreeSet<>(List.of("GET", "PATCH", "PUT")));
      Section section =
          new ContractCheck(JDK_TRUST, line -> {})
              .check("test", List.of(subject))
              .sections()
              .get(0);

      assertThat(finding(section, "method-refused").verdict()).isEqualTo(Verdict.UNKNOWN);
    }
  }

  @Test
  void aStatusThatIsNotPermittedFails() throws Exception {
    fails("status-permitted", "500 (is|are) not permitted: 'boom'", Defect.ANSWERS_500);
  }

  @Test
  void theDefinitionSaysWhatIsPermitted() throws Exception {
    try (StubApi api = new StubApi(Defect.BARE)) {
      ContractSubject subject =
          new ContractSubject(
              "poll",
              api.poll(),
              "GET",
              new ArticleDialect(),
              "the API definition",
              "",
              StubApi.HOLD,
              "the API definition",
              new TreeSet<>(List.of(200)),
              "the API definition",
              new TreeSet<>());
      Section section =
          new ContractCheck(JDK_TRUST, line -> {})
              .check("test", List.of(subject))
              .sections()
              .get(0);
      Finding finding = finding(section, "status-permitted");

      assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(finding.found()).contains("204 are not permitted");
      assertThat(finding.rule()).isEqualTo("the API definition: 200");
    }
  }

  @Test
  void anEmptyAnswerThatAnnouncesABodyFails() throws Exception {
    fails("empty-without-body", "Transfer-Encoding: chunked", Defect.EMPTY_WITH_CODING);
  }

  @Test
  void bytesAfterAnEmptyAnswerFail() throws Exception {
    fails(
        "empty-without-body",
        "14 bytes came .* after a 204: 'Event occurred'",
        Defect.BYTES_AFTER_EMPTY);
  }

  @Test
  void anEarlyEmptyAnswerFails() throws Exception {
    fails("empty-at-hold-limit", "too early, with 1.00 s to be held", Defect.EARLY);
  }

  @Test
  void answersAtOnceForEverFail() throws Exception {
    fails("poll-held", "5 polls in a row were answered at once", Defect.AT_ONCE);
  }

  @Test
  void aLimitThatNobodySaysIsMeasuredAndNotJudged() throws Exception {
    try (StubApi api = new StubApi(Defect.BARE)) {
      Section section = judge(api.poll(), null, null);
      Finding finding = finding(section, "empty-at-hold-limit");

      assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
      assertThat(finding.found()).contains("nobody says what the limit is");
    }
  }

  @Test
  void missingParametersThatMakeAPollReturnAtOnceFail() throws Exception {
    fails(
        "poll-held-without-parameters",
        "without parameter timeout with 204",
        Defect.AT_ONCE_WITHOUT_TIMEOUT);
  }

  @Test
  void misspeltParametersThatMakeAPollReturnAtOnceFail() throws Exception {
    fails(
        "poll-held-with-misspelt-parameters",
        "parameter cursor written cursro with 204",
        Defect.AT_ONCE_WITH_UNKNOWN_PARAMETER);
    fails(
        "poll-held-with-misspelt-parameters",
        "with a parameter that nobody knows with 204",
        Defect.AT_ONCE_WITH_UNKNOWN_PARAMETER,
        Defect.BARE);
  }

  @Test
  void anAnswerThatCannotBeReadFails() throws Exception {
    fails("delivered-parses", "not JSON.*the body is '<xml/>'", Defect.NOT_JSON);
  }

  @Test
  void onePollAtATimeFailsAndSparesTheServerTheRest() throws Exception {
    try (StubApi api = new StubApi(Defect.SERIAL, Defect.BARE)) {
      Section section = judge(api.poll(), null, StubApi.HOLD);
      Finding finding = finding(section, "polls-side-by-side");

      assertThat(finding.verdict()).as(finding.found()).isEqualTo(Verdict.FAIL);
      assertThat(api.polls.get()).isEqualTo(2);
      assertThat(finding(section, "http-1.0").verdict()).isEqualTo(Verdict.UNKNOWN);
      assertThat(finding(section, "http-1.0").found()).isEqualTo(Evidence.SERIAL);
      assertThat(finding(section, "poll-held").verdict()).isEqualTo(Verdict.PASS);
    }
  }

  @Test
  void answersThatACacheMayKeepFail() throws Exception {
    fails("not-cached", "may be kept: a 204 without Cache-Control", Defect.NO_CACHE_CONTROL);
  }

  @Test
  void newsThatVaryByTheirCursorMayBeKept() throws Exception {
    Section section = judge(Defect.VARIES_BY_CURSOR);

    assertThat(finding(section, "not-cached").found()).contains("a 204 without Cache-Control");
    assertThat(finding(section, "not-cached").found()).doesNotContain("a 200");
  }

  @Test
  void aConnectionThatIsClosedWithoutAWordFails() throws Exception {
    fails("keep-alive", "closed without a word", Defect.CLOSES_SILENTLY);
  }

  @Test
  void aCloseThatIsAnnouncedIsNamed() throws Exception {
    Finding finding = finding(judge(Defect.ANNOUNCES_CLOSE), "keep-alive");

    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.found()).contains("Connection: close");
    assertThat(finding.advice()).contains("ports");
  }

  @Test
  void chunksInHttp10Fail() throws Exception {
    fails("http-1.0", "chunked", Defect.CHUNKS_TO_OLD_HTTP);
  }

  @Test
  void aConnectionOfHttp10ThatStaysOpenIsNamed() throws Exception {
    Finding finding = finding(judge(Defect.KEEPS_OLD_HTTP_OPEN), "http-1.0");

    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.found()).contains("stayed open");
  }

  @Test
  void aServerOfHttp10Fails() throws Exception {
    fails("http-version", "answered in HTTP/1.0", Defect.SPEAKS_OLD_HTTP);
  }

  @Test
  void aMethodThatIsTakenForAPollFails() throws Exception {
    fails("method-refused", "PATCH got 20[04] after .*, as if it were a poll", Defect.ANY_METHOD);
  }

  @Test
  void aRefusalWithoutAllowFails() throws Exception {
    fails("method-refused", "405 .* without an Allow", Defect.NO_ALLOW);
  }

  @Test
  void eventsThatACursorShouldHaveKeptFail() throws Exception {
    Section section = judge(Defect.FORGETS_EVENTS);

    assertThat(finding(section, "events-between-polls").verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding(section, "client-gone-and-back").verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding(section, "client-gone-and-back").found()).contains("was lost");
  }

  @Test
  void aClientThatIsNotLetBackFails() throws Exception {
    fails(
        "client-gone-and-back",
        "The next poll of a client that had gone got 409",
        Defect.REFUSES_WHO_COMES_BACK);
  }

  @Test
  void aCursorThatIsHeldThoughNobodyKnowsItFails() throws Exception {
    fails("unknown-cursor", "parameter cursor: 204", Defect.HOLDS_ANY_CURSOR);
  }

  @Test
  void aPollWithoutAnAnswerFails() throws Exception {
    try (StubApi api = new StubApi(Defect.NEVER_ANSWERS, Defect.BARE)) {
      Section section = judge(api.poll(), null, Duration.ofMillis(200));

      assertThat(finding(section, "status-permitted").verdict()).isEqualTo(Verdict.FAIL);
      assertThat(finding(section, "empty-at-hold-limit").verdict()).isEqualTo(Verdict.FAIL);
    }
  }

  @Test
  void aServerLikeTheArticlesIsDiagnosed() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> serveLikeTheArticle(listening, over), "article");
      server.setDaemon(true);
      server.start();
      URI url = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/poll");
      Section section = judge(url, null, Duration.ofSeconds(3));

      assertThat(section.findings())
          .filteredOn(finding -> finding.verdict() == Verdict.FAIL)
          .extracting(Finding::id)
          .contains(
              "poll-held",
              "empty-at-hold-limit",
              "empty-without-body",
              "polls-side-by-side",
              "http-version");
      assertThat(finding(section, "empty-without-body").found())
          .startsWith("14 bytes came ")
          .endsWith("after a 204: 'Event occurred'");
    } finally {
      over.countDown();
    }
  }

  /** Single-threaded, HTTP/1.0, an early 204, and the event as bytes behind it. */
  private static void serveLikeTheArticle(ServerSocket listening, CountDownLatch over) {
    while (true) {
      try (Socket client = listening.accept()) {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int next = client.getInputStream().read();
          if (next < 0) {
            break;
          }
          head.append((char) next);
        }
        boolean get = head.indexOf("GET ") == 0;
        write(client, get ? "HTTP/1.0 204 No Content\r\n\r\n" : "HTTP/1.0 501 No\r\n\r\n");
        if (get && over.await(1, java.util.concurrent.TimeUnit.SECONDS)) {
          return;
        }
        if (get) {
          write(client, "Event occurred");
        }
      } catch (IOException e) {
        if (listening.isClosed()) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void write(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
  }

  @Test
  void aTargetThatIsNotThereIsNoFinding() throws Exception {
    URI gone;
    try (StubApi api = new StubApi()) {
      gone = api.poll();
    }
    assertThatThrownBy(() -> judge(gone, null, StubApi.HOLD))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("nothing accepts connections");
  }

  @Test
  void whatDoesNotSpeakHttpIsNoFinding() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server =
          new Thread(
              () -> {
                while (!listening.isClosed()) {
                  try (Socket client = listening.accept()) {
                    write(client, "220 mail.example ESMTP\r\n\r\n");
                    client.getInputStream().readAllBytes();
                  } catch (IOException e) {
                    // The next one, or the end.
                  }
                }
              });
      server.setDaemon(true);
      server.start();
      URI url = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/poll");

      assertThatThrownBy(() -> judge(url, null, StubApi.HOLD))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("does not speak HTTP");
    }
  }
}
