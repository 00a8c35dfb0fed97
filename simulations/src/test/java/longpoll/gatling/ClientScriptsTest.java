package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users and probes do after each kind of answer, as a server sees it: a user and a probe are
 * given the same answers, and must ask the same. The decisions themselves, to the nanosecond, are
 * in {@code PollCycleTest}.
 */
class ClientScriptsTest {
  private static final List<String> AGENTS = List.of("longpoll-harness", "longpoll-probe");

  /** On a busy machine the second that a client stays away at most is the least of it. */
  private static final Duration RUN = Duration.ofSeconds(6);

  @TempDir private Path results;

  /**
   * A poll as it came.
   *
   * @param afterNanos since the poll before it
   */
  private record Seen(
      long cursor, String epoch, Duration hold, BadConnection connection, long afterNanos) {}

  /**
   * What the poll after an answer must be like.
   *
   * @param waitsMillis how long the client stays away at least
   */
  private record Expected(long cursor, long waitsMillis, boolean sameConnection) {}

  /** Answers to the first polls of each client; whoever polls on is held as it asks. */
  private static final class Script implements Behaviour {
    private final List<Behaviour> answers;
    private final List<Expected> expected;
    private final Map<String, List<Seen>> seen = new ConcurrentHashMap<>();
    private final Map<String, Long> lastNanos = new ConcurrentHashMap<>();

    Script(List<Behaviour> answers, Expected... expected) {
      this.answers = answers;
      this.expected = List.of(expected);
    }

    @Override
    public void accepted(BadPoll poll) {
      long nanos = System.nanoTime();
      Long last = lastNanos.put(poll.agent(), nanos);
      List<Seen> polls = seen.computeIfAbsent(poll.agent(), agent -> new CopyOnWriteArrayList<>());
      polls.add(
          new Seen(
              poll.cursor(),
              poll.epoch(),
              poll.askedHold(),
              poll.connection(),
              last == null ? 0 : nanos - last));
      int index = polls.size() - 1;
      (index < answers.size() ? answers.get(index) : GOOD).accepted(poll);
    }

    void check(String name, String agent) {
      String of = name + ", " + agent;
      List<Seen> polls = seen.get(agent);
      assertThat(polls).as(of).hasSizeGreaterThan(expected.size());
      Seen before = polls.get(0);
      assertThat(before.cursor()).as(of + " has no cursor at first").isZero();
      for (int i = 0; i < expected.size(); i++) {
        Expected next = expected.get(i);
        Seen poll = polls.get(i + 1);
        String what = of + ", after answer " + (i + 1);
        assertThat(poll.cursor()).as(what).isEqualTo(next.cursor());
        assertThat(poll.afterNanos())
            .as(what)
            .isGreaterThanOrEqualTo(next.waitsMillis() * 1_000_000);
        assertThat(poll.connection() == before.connection())
            .as(what)
            .isEqualTo(next.sameConnection());
        assertThat(poll.hold()).as(what).isLessThanOrEqualTo(before.hold());
        before = poll;
      }
      assertThat(polls).as(of).allMatch(poll -> "first".equals(poll.epoch()));
      assertThat(polls)
          .as(of + " asks for what is left of the run")
          .allMatch(poll -> poll.hold().toMillis() > 0 && poll.hold().compareTo(RUN) <= 0);
    }
  }

  private static Map<String, Script> scripts() {
    Behaviour fails = poll -> poll.status(500, "");
    Map<String, Script> scripts = new LinkedHashMap<>();
    scripts.put(
        "backs-off",
        new Script(
            List.of(fails, fails, fails),
            new Expected(0, 100, true),
            new Expected(0, 200, true),
            new Expected(0, 400, true)));
    scripts.put(
        "is-asked-to-wait",
        new Script(
            List.of(poll -> poll.status(503, "Retry-After: 1\r\n")), new Expected(0, 1_000, true)));
    scripts.put(
        "no-wait-is-no-answer",
        new Script(
            List.of(poll -> poll.status(503, "Retry-After: 0\r\n")), new Expected(0, 100, true)));
    scripts.put(
        "gap",
        new Script(List.of(poll -> poll.gap(3, 9, poll.epoch())), new Expected(3, 100, true)));
    scripts.put(
        "malformed",
        new Script(
            List.of(poll -> poll.ok("text", "application/json", "hello")),
            new Expected(0, 100, false)));
    scripts.put(
        "closed",
        new Script(
            List.of(poll -> poll.finAfter(Duration.ofMillis(50))), new Expected(0, 150, false)));
    scripts.put(
        "delivered",
        new Script(
            List.of(
                poll -> poll.deliver(List.of(new BadEvent(7, MisbehavingServer.machineMicros())))),
            new Expected(8, 0, true)));
    scripts.put(
        "early-204",
        new Script(
            List.of(poll -> poll.holdFor(Duration.ofMillis(50)), fails),
            new Expected(1, 50, true),
            new Expected(1, 100, true)));
    scripts.put("never-answered", new Script(List.of(BadPoll::neverAnswer)));
    return scripts;
  }

  @Test
  void usersAndProbesDoTheSameAfterTheSameAnswer() {
    Map<String, Script> scripts = scripts();
    try (MisbehavingServer server =
            MisbehavingServer.start(Duration.ofHours(1), new LinkedHashMap<>(scripts));
        GatlingRun run =
            BadRuns.against(server, results, scripts.size())
                .set("probes", scripts.size())
                .set("warmup", "0s")
                .set("duration", RUN.toMillis() + "ms")
                .set("tail", "0s")
                .set("hold", "10s")
                .set("backoff.initial", "100ms")
                .start()) {
      run.await();

      scripts.forEach((name, script) -> AGENTS.forEach(agent -> script.check(name, agent)));
      RunRecord record = run.record();
      assertThat(record.totals().cut()).as("users").isEqualTo(1);
      assertThat(record.probes().cut()).as("probes").isEqualTo(1);
      assertThat(record.probes().failed()).isEqualTo(record.totals().failed());
    }
  }
}
