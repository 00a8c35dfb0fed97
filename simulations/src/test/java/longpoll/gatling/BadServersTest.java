package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import longpoll.dialect.FailureKind;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the harness makes of servers that misbehave: its counts are theirs, to the unit. */
@Execution(ExecutionMode.CONCURRENT)
class BadServersTest {
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration NO_EVENTS = Duration.ofHours(1);

  @TempDir private Path results;

  @Test
  void everyKindOfFailureIsNamedAndCountedToTheUnit() {
    Map<String, Behaviour> bad = new LinkedHashMap<>();
    bad.put("reset", Behaviour.everySecond(poll -> poll.resetAfter(SOON)));
    bad.put("fin", Behaviour.everySecond(poll -> poll.finAfter(SOON)));
    bad.put("fails", Behaviour.everySecond(poll -> poll.status(500, "")));
    bad.put("full", Behaviour.everySecond(poll -> poll.status(503, "Retry-After: 1\r\n")));
    bad.put("half", Behaviour.everySecond(BadPoll::halfABodyThenFin));
    bad.put("stuck", Behaviour.everySecond(BadPoll::halfABodyThenNothing));
    bad.put("never", Behaviour.everySecond(BadPoll::neverAnswer));
    bad.put("text", Behaviour.everySecond(poll -> poll.ok("text", "application/json", "hello")));
    bad.put("page", Behaviour.everySecond(poll -> poll.ok("page", "text/html", "<html></html>")));
    bad.put("body204", Behaviour.everySecond(BadPoll::emptyWithBody));
    bad.put("no-http", Behaviour.everySecond(BadPoll::notHttp));
    bad.put("gap", Behaviour.everySecond(poll -> poll.gap(1, 1, poll.epoch())));
    bad.put("early", poll -> poll.holdFor(SOON));
    bad.put("late", poll -> poll.holdFor(Duration.ofMillis(600)));
    try (MisbehavingServer server = MisbehavingServer.start(NO_EVENTS, bad);
        GatlingRun run =
            BadRuns.against(server, results, bad.size())
                .set("hold", "300ms")
                .set("request-timeout-margin", "1s")
                .set("backoff.initial", "200ms")
                .start()) {
      RunRecord record = BadRuns.ended(run, 2);

      RunRecord.Totals totals = record.totals();
      assertThat(bad.keySet()).allSatisfy(channel -> wasMet(server, channel));
      assertThat(totals.failed())
          .isEqualTo(
              Map.of(
                  FailureKind.RESET,
                  server.count("reset"),
                  FailureKind.CLOSED,
                  server.count("fin"),
                  FailureKind.ofStatus(500),
                  server.count("status 500"),
                  FailureKind.ofStatus(503),
                  server.count("status 503"),
                  FailureKind.TRUNCATED,
                  server.counts("half").get("half"),
                  FailureKind.TIMEOUT,
                  server.count("never") + server.counts("stuck").get("half"),
                  FailureKind.MALFORMED,
                  server.count("text")
                      + server.count("page")
                      + server.count("empty with body")
                      + server.count("not http")));
      assertThat(totals.gap()).isEqualTo(server.count("gap"));
      assertThat(totals.empty()).isEqualTo(server.count("empty"));
      assertThat(totals.delivered()).isZero();
      assertThat(totals.cut()).isZero();
      assertThat(totals.started()).isEqualTo(server.count("polls"));
      assertThat(record.health().connections().replayed()).isZero();
      assertThat(record.health().connections().opened()).isEqualTo(server.pollingConnections());
      assertThat(record.health().connections().reopened())
          .isEqualTo(server.pollingConnections() - bad.size());
      // Early by 200 ms at most, late by 300 ms at least.
      assertThat(record.metrics().get("lateness").min()).isBetween(-200.5, -100.0);
      assertThat(record.metrics().get("lateness").max()).isGreaterThan(299.5);
    }
  }

  @Test
  void theRecordTellsAfterHowLongAProxyCutThePolls() throws IOException {
    Map<String, Behaviour> bad = new LinkedHashMap<>();
    bad.put("cut", poll -> poll.statusAfter(Duration.ofMillis(700), 504));
    bad.put("at-once", poll -> poll.status(500, ""));
    bad.put("good", Behaviour.GOOD);
    try (MisbehavingServer server = MisbehavingServer.start(NO_EVENTS, bad);
        GatlingRun run =
            BadRuns.against(server, results, 2 * bad.size())
                .set("backoff.initial", "200ms")
                .start()) {
      RunRecord record = BadRuns.ended(run, 2);

      assertThat(record.failures())
          .extracting(RunRecord.Failure::kind)
          .containsExactly("http-500", "http-504");
      RunRecord.Failure cut = record.failures().get(1);
      assertThat(cut.count()).isEqualTo(server.count("status 504"));
      assertThat(cut.holdMinMs()).isGreaterThanOrEqualTo(699.5).isLessThan(1_700);
      assertThat(cut.holdP50Ms()).isBetween(cut.holdMinMs(), cut.holdMaxMs());
      assertThat(record.failures().get(0).holdMinMs()).isPositive().isLessThan(700);
      assertThat(Files.readString(run.folder().report())).contains("Failed after, min");
      assertThat(run.output()).contains("Failed polls");
    }
  }

  @Test
  void usersBackOffFromAServerThatOnlyFails() {
    Map<String, Behaviour> bad = new LinkedHashMap<>();
    bad.put("reset", BadPoll::resetNow);
    bad.put("fin", poll -> poll.finAfter(Duration.ZERO));
    bad.put("fails", poll -> poll.status(500, ""));
    bad.put("gap", poll -> poll.gap(1, 1, poll.epoch()));
    bad.put("text", poll -> poll.ok("text", "application/json", "hello"));
    bad.put("body204", BadPoll::emptyWithBody);
    bad.put("retry-at-once", poll -> poll.status(503, "Retry-After: 0\r\n"));
    bad.put("retry-later", poll -> poll.status(503, "Retry-After: 2\r\n"));
    bad.put(
        "retry-at-date",
        poll ->
            poll.status(
                503,
                "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\n"
                    + "Retry-After: Wed, 21 Oct 2015 07:28:02 GMT\r\n"));
    bad.put("retry-fraction", poll -> poll.status(429, "Retry-After: 1.493\r\n"));
    bad.put("retry-never", poll -> poll.status(503, "Retry-After: 86400\r\n"));
    try (MisbehavingServer server = MisbehavingServer.start(NO_EVENTS, bad);
        GatlingRun run =
            BadRuns.against(server, results, bad.size())
                .set("hold", "300ms")
                .set("backoff.initial", "250ms")
                .set("backoff.max", "1s")
                .start()) {
      RunRecord record = BadRuns.ended(run, 2);

      assertThat(record.totals().started()).isEqualTo(server.count("polls"));
      for (String channel :
          List.of("reset", "fin", "fails", "gap", "text", "body204", "retry-at-once")) {
        waitsAtLeast(server, channel, 250, 500, 1_000, 1_000);
      }
      waitsAtLeast(server, "retry-later", 2_000, 2_000);
      waitsAtLeast(server, "retry-at-date", 2_000, 2_000);
      waitsAtLeast(server, "retry-fraction", 1_493, 1_493);
      assertThat(server.counts("retry-never")).containsEntry("polls", 1L);
      assertThat(record.totals().empty() + record.totals().delivered()).isZero();
    }
  }

  @Test
  void aCloseThatTheServerAnnouncesIsNoSilentOne() {
    Map<String, Behaviour> bad = new LinkedHashMap<>();
    bad.put("announced", poll -> poll.holdForAndClose(SOON));
    bad.put("until-the-end", Behaviour.endingBodiesWithTheConnection());
    bad.put("kept", poll -> poll.holdForInOldHttp(SOON));
    bad.put("silent", poll -> poll.holdForThenFin(SOON));
    try (MisbehavingServer server = MisbehavingServer.start(Duration.ofMillis(700), bad);
        GatlingRun run =
            BadRuns.against(server, results, bad.size())
                // By then a user knows that its connection has ended.
                .set("rearm", "fixed 200ms")
                .start()) {
      // Its empty answers are early.
      RunRecord record = BadRuns.ended(run, 2);

      assertThat(record.totals().failed()).isEmpty();
      assertThat(record.totals().started()).isEqualTo(server.count("polls"));
      assertThat(record.totals().delivered()).isEqualTo(server.count("delivered"));
      assertThat(record.events().missed()).isZero();
      RunRecord.Connections connections = record.health().connections();
      assertThat(connections.opened()).isEqualTo(server.pollingConnections());
      long announced =
          server.counts("announced").get("empty") + server.counts("until-the-end").get("delivered");
      long silent = server.counts("silent").get("empty");
      // After its last answer a user may have sent no other poll.
      assertThat(connections.announcedCloses()).isBetween(announced - 2, announced);
      assertThat(connections.reopenedIdle()).isBetween(silent - 1, silent);
      assertThat(connections.announcedCloses() + connections.reopenedIdle())
          .isEqualTo(connections.reopened());
      assertThat(connections.reopenedInWindow()).isPositive().isLessThan(connections.reopened());
      assertThat(record.reasons())
          .anySatisfy(
              reason -> assertThat(reason).contains("because the target had said that it closes"));
    }
  }

  @Test
  void hostileTextIsKeptAndPrintedInShortPrintableLines() {
    String hostile = "\u001b]0;owned\u0007\u001b[2J" + "x".repeat(100_000);
    String epoch =
        "{\"epoch\":\"" + "e".repeat(100_000) + "\",\"next\":2,\"events\":[{\"seq\":1}]}";
    Map<String, Behaviour> bad = new LinkedHashMap<>();
    bad.put("body", poll -> poll.ok("bad body", "text/plain", hostile));
    bad.put("epoch", poll -> poll.ok("bad epoch", "application/json", epoch));
    bad.put(
        "status", poll -> poll.status(418, "Retry-After: " + hostile.substring(0, 1_000) + "\r\n"));
    try (MisbehavingServer server = MisbehavingServer.start(NO_EVENTS, bad);
        GatlingRun run =
            BadRuns.against(server, results, bad.size()).set("backoff.initial", "1s").start()) {
      RunRecord record = BadRuns.ended(run, 2);

      assertThat(record.totals().failed())
          .containsEntry(
              FailureKind.MALFORMED, server.count("bad body") + server.count("bad epoch"))
          .containsEntry(FailureKind.ofStatus(418), server.count("status 418"));
      assertThat(record.reasons())
          .anySatisfy(reason -> assertThat(reason).contains("malformed", "longpoll.dialect"))
          .anySatisfy(reason -> assertThat(reason).contains("http-418", "longpoll.dialect"))
          .allSatisfy(reason -> assertThat(reason).hasSizeLessThan(700));
      assertThat(run.output())
          .contains("first poll that failed as malformed: 200")
          .doesNotContain("\u001b", "\u0007", "x".repeat(300), "e".repeat(300));
    }
  }

  @Test
  void lostRepeatedAndReorderedEventsAreCountedToTheUnit() {
    int usersEach = 2;
    // The server sees the first poll some time after the run began; a second of that, or two,
    // must not move these out of the window from 1.5 s to 5.5 s.
    LongPredicate inTheMiddle = between(2_000, 3_000);
    Map<String, Behaviour> bad = new LinkedHashMap<>();
    bad.put("loses", Behaviour.losing(inTheMiddle));
    bad.put("falls-silent", Behaviour.losing(micros -> micros > 3_000_000));
    bad.put("repeats", Behaviour.repeating(inTheMiddle));
    bad.put("reorders", Behaviour.reordering(inTheMiddle));
    bad.put("slow", Behaviour.slowBodies(Duration.ofMillis(150)));
    try (MisbehavingServer server = MisbehavingServer.start(Duration.ofMillis(200), bad);
        GatlingRun run =
            BadRuns.against(server, results, bad.size() * usersEach)
                .set("duration", "4s")
                .start()) {
      RunRecord record = BadRuns.ended(run, 2);

      RunRecord.Totals totals = record.totals();
      assertThat(totals.failed()).isEmpty();
      assertThat(totals.delivered()).isEqualTo(server.count("delivered"));
      assertThat(totals.empty()).isEqualTo(server.count("empty"));
      assertThat(totals.started()).isEqualTo(server.count("polls"));

      RunRecord.Events events = record.events();
      long lostForGood = server.lostPlannedMicros("loses").size() * (long) usersEach;
      // The last events of a window can be missed from the plan only: no later number tells.
      Range silent = inWindow(record, server.lostPlannedMicros("falls-silent"));
      assertThat(lostForGood).isPositive();
      assertThat(silent.least()).isPositive();
      assertThat(events.missed())
          .isBetween(
              lostForGood + silent.least() * usersEach, lostForGood + silent.most() * usersEach);
      assertThat(events.duplicated()).isEqualTo(server.count("repeated")).isPositive();
      assertThat(events.outOfOrder()).isEqualTo(server.count("overtaken") * usersEach).isPositive();
      assertThat(events.received()).isEqualTo(events.expected() - events.missed());
      assertThat(events.expected()).isEqualTo(events.published() * usersEach);
      assertThat(record.reasons())
          .anySatisfy(reason -> assertThat(reason).contains("missed events"))
          .anySatisfy(reason -> assertThat(reason).contains("duplicated events"));
    }
  }

  @Test
  void aServerThatRestartsIsNoticedAndFollowed() {
    int users = 20;
    Map<String, Behaviour> good = Map.of("default", Behaviour.GOOD);
    try (MisbehavingServer server = MisbehavingServer.start(Duration.ofMillis(600), good);
        GatlingRun run =
            BadRuns.against(server, results, users).set("backoff.initial", "200ms").start()) {
      server.afterFirstPoll(Duration.ofMillis(2_500), () -> server.restart(Duration.ofMillis(300)));
      RunRecord record = BadRuns.ended(run, 2);

      RunRecord.Totals totals = record.totals();
      long connectionsAfter = server.pollingConnections() - users;
      assertThat(server.count("reset")).isPositive();
      assertThat(totals.failed().get(FailureKind.RESET)).isEqualTo(server.count("reset"));
      assertThat(totals.failed().keySet()).isSubsetOf(FailureKind.RESET, FailureKind.REFUSED);
      assertThat(totals.gap()).isEqualTo(server.count("gap")).isEqualTo(users);
      assertThat(totals.delivered()).isEqualTo(server.count("delivered"));
      assertThat(totals.empty()).isEqualTo(server.count("empty"));
      assertThat(record.health().connections().reopened()).isEqualTo(connectionsAfter);
      assertThat(record.events().duplicated()).isZero();
      assertThat(record.events().missed()).isZero();
      assertThat(record.reasons())
          .anySatisfy(reason -> assertThat(reason).contains("restarted", "first", "second"));
    }
  }

  @Test
  void aClockThatJumpsMakesTheRunInvalid() {
    Map<String, Behaviour> good = Map.of("default", Behaviour.GOOD);
    try (MisbehavingServer server = MisbehavingServer.start(Duration.ofMillis(400), good);
        GatlingRun run = BadRuns.against(server, results, 20).start()) {
      server.afterFirstPoll(
          Duration.ofMillis(2_500), () -> server.jumpClock(Duration.ofMinutes(3)));
      RunRecord record = BadRuns.ended(run, 2);

      assertThat(record.status()).isEqualTo(RunStatus.INVALID);
      assertThat(record.reasons())
          .anySatisfy(
              reason ->
                  assertThat(reason)
                      .containsPattern("clocks .* moved .* by (1799\\d\\d|180000)\\.\\d+ ms"));
      assertThat(record.totals().failed()).isEmpty();
      assertThat(record.totals().delivered()).isEqualTo(server.count("delivered"));
    }
  }

  @Test
  void pollsThatAreNotHeldAreCountedAndSaid() {
    int users = 24;
    Map<String, Behaviour> bad = new LinkedHashMap<>();
    // The first channel is the one that the only probe waits on.
    bad.put("fails", poll -> poll.status(500, ""));
    for (int i = 1; i < users; i++) {
      bad.put("half-" + i, poll -> poll.holdFor(poll.askedHold().dividedBy(2)));
    }
    try (MisbehavingServer server = MisbehavingServer.start(NO_EVENTS, bad);
        GatlingRun run =
            BadRuns.against(server, results, users)
                .set("backoff.initial", "100ms")
                .set("backoff.max", "100ms")
                .set("probes", 1)
                .start()) {
      RunRecord record = BadRuns.ended(run, 2);

      assertThat(record.status()).as("the users' numbers stand").isEqualTo(RunStatus.COMPLETE);
      // Of 2 s; a server that has to wait for a core is late, and then less early.
      RunRecord.Polls ofUsers = record.polls();
      assertThat(ofUsers.early()).isPositive().isLessThanOrEqualTo(ofUsers.empty());
      assertThat(ofUsers.earlyP50Ms()).isBetween(100.0, 1_000.5);
      assertThat(ofUsers.unheld()).containsOnlyKeys("http-500");
      RunRecord.Polls ofProbes = record.probes().polls();
      assertThat(ofProbes.early()).isZero();
      assertThat(ofProbes.unheld()).containsOnlyKeys("http-500");
      assertThat(ofProbes.unheld().get("http-500"))
          .isLessThanOrEqualTo(ofProbes.failed().get("http-500"));
      assertThat(record.reasons())
          .anySatisfy(
              reason -> assertThat(reason).startsWith("objective missed: early empties: required"))
          .anySatisfy(
              reason ->
                  assertThat(reason)
                      .contains(" empty polls of the users (", "came before their hold limit"))
          .anySatisfy(
              reason -> assertThat(reason).contains(" polls of the users (", "as http-500)"))
          .anySatisfy(
              reason ->
                  assertThat(reason)
                      .contains(" polls of the probes (", "probes differently from users"));
    }
  }

  private static void wasMet(MisbehavingServer server, String channel) {
    assertThat(server.counts(channel).get("polls")).as(channel).isGreaterThan(1);
  }

  /** The one user of the channel let at least this much pass between its polls. */
  private static void waitsAtLeast(MisbehavingServer server, String channel, long... millis) {
    List<Long> accepted = server.acceptedNanos(channel);
    assertThat(accepted).as(channel).hasSizeGreaterThan(1);
    for (int i = 1; i < accepted.size(); i++) {
      long least = millis[Math.min(i, millis.length) - 1];
      double waited = (accepted.get(i) - accepted.get(i - 1)) / 1e6;
      // Timers may fire within the millisecond before their time.
      assertThat(waited).as("wait %d of %s, ms", i, channel).isGreaterThan(least - 2);
    }
  }

  private static LongPredicate between(long fromMillis, long toMillis) {
    return micros -> micros >= fromMillis * 1_000 && micros < toMillis * 1_000;
  }

  private record Range(long least, long most) {}

  /** How many instants lie in the record's window, whose start it tells to the millisecond. */
  private static Range inWindow(RunRecord record, List<Long> instants) {
    long start =
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(record.startedAt()))
            + record.window().warmupMs() * 1_000;
    long end = start + record.window().measuredMs() * 1_000;
    long surely = instants.stream().filter(at -> at >= start + 1_000 && at < end).count();
    long perhaps = instants.stream().filter(at -> at >= start && at < end + 1_000).count();
    return new Range(surely, perhaps);
  }
}
