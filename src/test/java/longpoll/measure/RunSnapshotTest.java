package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import longpoll.dialect.Answer;
import longpoll.dialect.Delivery;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PolledEvent;
import longpoll.histogram.Measure;
import longpoll.histogram.SavedHistogram;
import longpoll.histogram.SignedHistogram;
import longpoll.record.RunRecord;
import longpoll.result.RecordMaker;
import longpoll.result.RunPrediction;
import longpoll.settings.Rearm;
import longpoll.transport.PollListener.ConnectCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories of users, split at random over several ledgers: whatever the order in which
 * their snapshots are added, the sum is that of one ledger that saw them all.
 */
class RunSnapshotTest {
  private static final List<String> CHANNELS = List.of("a", "b", "c");
  private static final ConnectCause[] CAUSES = ConnectCause.values();
  private static final Map<String, double[]> PLAN =
      Map.of(
          "a", new double[] {500, 2_000, 3_500, 6_000, 6_001, 9_999, 11_999},
          "b", new double[] {1_000, 4_000, 8_000, 12_500},
          "c", new double[] {5_000});

  /** One step of one user. */
  private record Step(double millis, boolean sends, Answer answer, String failure, double away) {}

  private record History(String channel, List<Step> steps) {}

  /** A ledger in virtual time, with what a sampler drains out of it. */
  private static final class Injector {
    private final TestRun run;
    private final List<Map.Entry<TestRun.User, Step>> due = new ArrayList<>();

    Injector(List<History> histories, boolean planned, Delivery delivery) {
      Map<String, Long> users = new HashMap<>();
      CHANNELS.forEach(channel -> users.put(channel, 0L));
      histories.forEach(history -> users.merge(history.channel(), 1L, Long::sum));
      run =
          new TestRun(
              RunLedger.builder()
                  .serverOffsetMicros(TestRun.OFFSET_MICROS)
                  .plan(planned ? TestRun.plan(PLAN) : null)
                  .delivery(delivery)
                  .audience(new Audience(users, 0)));
      for (History history : histories) {
        TestRun.User user = run.user(history.channel());
        history.steps().forEach(step -> due.add(Map.entry(user, step)));
      }
      due.sort((one, other) -> Double.compare(one.getValue().millis(), other.getValue().millis()));
    }

    RunSnapshot play(int number, boolean aborted) {
      due.forEach(step -> take(step.getKey(), step.getValue()));
      run.clock.to(TestRun.END);
      Map<Measure, SignedHistogram> window = RunSampler.Sampled.NONE.window();
      Map<Measure, SignedHistogram> inWindow = new HashMap<>();
      Map<Measure, SignedHistogram> before = new HashMap<>();
      window.keySet().forEach(measure -> inWindow.put(measure, new SignedHistogram()));
      window.keySet().forEach(measure -> before.put(measure, new SignedHistogram()));
      run.ledger.bank.drain(
          (measure, phase, negative, values) -> {
            Map<Measure, SignedHistogram> part = phase == Phase.WINDOW ? inWindow : before;
            if (phase != Phase.TAIL) {
              if (negative) {
                part.get(measure).addBelowZero(values);
              } else {
                part.get(measure).addFromZero(values);
              }
            }
          });
      RunSampler.Sampled sampled =
          new RunSampler.Sampled(
              inWindow,
              before,
              null,
              null,
              null,
              null,
              null,
              null,
              ServerWatch.InWindow.NONE,
              0,
              null);
      return run.ledger.snapshot(
          sampled,
          SampleShards.shard(number, SampleShards.DESCRIPTION, run.ledger, aborted),
          FailingPart.none());
    }

    private void take(TestRun.User user, Step step) {
      if (step.sends()) {
        run.clock.to(step.millis());
        user.userLedger.connectionOpened(CAUSES[(int) step.millis() % CAUSES.length]);
        user.sent(step.millis());
        run.ledger.traffic().sent(300, run.clock.nanoTime());
      } else if (step.failure() != null) {
        user.failed(step.millis(), step.failure());
      } else {
        user.answered(step.millis(), step.answer());
        run.ledger.traffic().received((int) step.millis(), run.clock.nanoTime());
        user.userLedger.staysAway(run.clock.nanoTime(), Math.round(step.away() * 1e6));
      }
    }
  }

  /** Polls that are answered, fail, or are still held at the end; some events are lost. */
  private static History history(Random random, String channel) {
    List<Step> steps = new ArrayList<>();
    double now = random.nextInt(1_500);
    double[] planned = PLAN.get(channel);
    int next = 0;
    while (now < TestRun.WINDOW_END) {
      steps.add(new Step(now, true, null, null, 0));
      while (next < planned.length && planned[next] < now - 400) {
        next++;
      }
      int what = random.nextInt(10);
      now += 1 + random.nextInt(900);
      if (what == 0) {
        String kind = random.nextBoolean() ? FailureKind.RESET : FailureKind.ofStatus(502);
        steps.add(new Step(now, false, null, kind, 0));
      } else if (what < 5 && next < planned.length) {
        now = Math.max(now, planned[next] + random.nextInt(300) - 1);
        int seq = next + 1;
        PolledEvent event =
            new PolledEvent(
                seq,
                channel,
                seq,
                TestRun.serverMicros(planned[next]),
                TestRun.serverMicros(planned[next]) + 100 * seq);
        boolean twice = random.nextInt(8) == 0;
        steps.add(
            new Step(
                now,
                false,
                twice ? TestRun.delivered(event, event) : TestRun.delivered(event),
                null,
                random.nextInt(50)));
        // Now and then one is lost.
        next += random.nextInt(6) == 0 ? 2 : 1;
      } else {
        steps.add(new Step(now, false, TestRun.empty(), null, random.nextInt(50)));
      }
      now += 0.5 + random.nextInt(20);
    }
    if (random.nextBoolean()) {
      steps.add(new Step(now, true, null, null, 0));
    }
    return new History(channel, steps);
  }

  private static List<History> histories(Random random) {
    return IntStream.range(0, 5 + random.nextInt(20))
        .mapToObj(i -> history(random, CHANNELS.get(random.nextInt(CHANNELS.size()))))
        .toList();
  }

  private static RunSnapshot sum(List<RunSnapshot> parts, Random random) {
    List<RunSnapshot> left = new ArrayList<>(parts);
    while (left.size() > 1) {
      RunSnapshot one = left.remove(random.nextInt(left.size()));
      RunSnapshot other = left.remove(random.nextInt(left.size()));
      left.add(one.plus(other));
    }
    return left.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "true, BROADCAST",
    "false, BROADCAST",
    "true, QUEUE",
    "false, QUEUE",
    "true, STATE",
    "false, STATE"
  })
  void howUsersAreSplitOverInjectorsAndAddedChangesNothing(boolean planned, Delivery delivery) {
    for (int seed = 0; seed < 15; seed++) {
      Random random = new Random(seed);
      List<History> all = histories(random);
      boolean aborted = random.nextInt(5) == 0;
      RunSnapshot whole = new Injector(all, planned, delivery).play(0, aborted);
      int injectors = 2 + random.nextInt(4);
      List<List<History>> split = new ArrayList<>();
      IntStream.range(0, injectors).forEach(i -> split.add(new ArrayList<>()));
      all.forEach(history -> split.get(random.nextInt(injectors)).add(history));
      List<RunSnapshot> parts = new ArrayList<>();
      for (int i = 0; i < injectors; i++) {
        RunSnapshot part = new Injector(split.get(i), planned, delivery).play(i, aborted);
        parts.add(RunSnapshots.parse(RunSnapshots.json(part), RunSnapshot.class));
      }
      RunSnapshot sum = sum(parts, random);
      Collections.shuffle(parts, random);

      assertThat(RunSnapshots.json(sum(parts, random)))
          .as("seed %d: in any order", seed)
          .isEqualTo(RunSnapshots.json(sum));
      assertThat(RunSnapshots.json(sharedParts(sum)))
          .as("seed %d: as one ledger", seed)
          .isEqualTo(RunSnapshots.json(sharedParts(whole)));
      assertThat(figures(sum)).as("seed %d", seed).isEqualTo(figures(whole));
    }
  }

  /**
   * All but what cannot be the same: who stands side by side; how much can be followed; and the
   * most held at once, which each injector has of each second, but not when in it.
   */
  private static RunSnapshot sharedParts(RunSnapshot run) {
    EventCounts.Snapshot events = run.events();
    return new RunSnapshot(
        run.polls(),
        run.blank(),
        run.failureHolds(),
        run.requests(),
        run.window(),
        run.beforeWindow(),
        new EventCounts.Snapshot(
            events.received(),
            events.duplicated(),
            events.outOfOrder(),
            events.nameless(),
            events.numbered(),
            events.identified(),
            events.untimed(),
            events.streamsExceeded(),
            0,
            events.lost(),
            events.missed()),
        run.receipts(),
        new HeldGauge.Snapshot(LongList.NONE, run.held().heldNanos(), run.held().awayNanos()),
        run.connections(),
        run.traffic(),
        run.laterEpochs(),
        run.misfits(),
        run.plan(),
        run.firstSentMicros(),
        run.resumes(),
        run.delivery(),
        List.of(run.first()));
  }

  /** Figures that do not depend on the number of users in the settings. */
  private static List<Object> figures(RunSnapshot run) {
    RunRecord record = new RecordMaker(run, FailingPart.none()).figures(null);
    return Arrays.asList(
        record.totals(),
        record.polls(),
        record.events(),
        record.metrics(),
        record.failures(),
        record.traffic(),
        record.held().mean(),
        record.health().broadcastsIncomplete(),
        record.health().server());
  }

  @Test
  void aBroadcastIsCompleteWhenTheUsersOfAllInjectorsHaveIt() {
    PolledEvent event = TestRun.event(1, 3_000);
    RunSnapshot early = ofOneUser(0, 3_001, event);
    RunSnapshot late = ofOneUser(1, 3_250, event);
    RunSnapshot never = ofOneUser(2, 3_300, TestRun.event(2, 3_200));

    assertThat(early.plus(late).receipts().complete()).isEqualTo(1);
    assertThat(early.plus(late).inWindow(Measure.BROADCAST).max() / 1_000_000).isEqualTo(250);
    assertThat(early.plus(late).plus(never).receipts().incomplete()).isEqualTo(2);
  }

  private static RunSnapshot ofOneUser(int number, double arrives, PolledEvent event) {
    return ofOneUser(number, arrives, event, Delivery.BROADCAST);
  }

  private static RunSnapshot ofOneUser(
      int number, double arrives, PolledEvent event, Delivery delivery) {
    TestRun run =
        new TestRun(
            RunLedger.builder()
                .delivery(delivery)
                .serverOffsetMicros(TestRun.OFFSET_MICROS)
                .audience(Audience.ofEach(1)));
    run.user().sent(2_500).answered(arrives, TestRun.delivered(event));
    run.clock.to(TestRun.END);
    return run.ledger.snapshot(
        RunSampler.Sampled.NONE,
        SampleShards.shard(number, SampleShards.DESCRIPTION, run.ledger, false),
        FailingPart.none());
  }

  @Test
  void whatUsersOfTwoInjectorsTookOutOfAQueueCameTwice() {
    PolledEvent event = TestRun.event(1, 3_000);
    RunSnapshot one = ofOneUser(0, 3_001, event, Delivery.QUEUE);
    RunSnapshot again = ofOneUser(1, 3_250, event, Delivery.QUEUE);
    RunSnapshot other = ofOneUser(2, 3_300, TestRun.event(2, 3_200), Delivery.QUEUE);

    assertThat(eventsOf(one.plus(other)))
        .extracting(RunRecord.Events::received, RunRecord.Events::duplicated)
        .containsExactly(2L, 0L);
    assertThat(eventsOf(one.plus(other).plus(again)))
        .extracting(RunRecord.Events::received, RunRecord.Events::duplicated)
        .containsExactly(2L, 1L);
  }

  private static RunRecord.Events eventsOf(RunSnapshot run) {
    return new RecordMaker(run, FailingPart.none()).figures(null).events();
  }

  @Test
  void runsWhoseEventsGoToOthersAreNotAdded() {
    PolledEvent event = TestRun.event(1, 3_000);
    RunSnapshot queue = ofOneUser(0, 3_001, event, Delivery.QUEUE);
    RunSnapshot state = ofOneUser(1, 3_001, event, Delivery.STATE);

    assertThatThrownBy(() -> queue.plus(state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "delivery: queue and state cannot be added: their counts of events mean different"
                + " things");
  }

  @Test
  void theMostHeldTogetherIsThatOfTheGreatestSecond() {
    RunSnapshot one = holding(0, 3, 2_100, 4_500);
    RunSnapshot other = holding(1, 2, 5_100, 6_500);
    RunSnapshot third = holding(2, 4, 3_500, 5_900);

    assertThat(heldMax(one)).isEqualTo(3);
    assertThat(heldMax(one.plus(other))).as("at different times").isEqualTo(3);
    assertThat(heldMax(one.plus(third))).as("at the same time").isEqualTo(7);
    assertThat(heldMax(one.plus(other).plus(third))).isEqualTo(7);
  }

  private static long heldMax(RunSnapshot run) {
    return new RecordMaker(run, FailingPart.none()).figures(null).held().max();
  }

  /** Users who all hold a poll from one instant to another, by the sampler's count of seconds. */
  private static RunSnapshot holding(int number, int users, double from, double to) {
    TestRun run = TestRun.withoutPlan();
    List<TestRun.User> all = IntStream.range(0, users).mapToObj(i -> run.user()).toList();
    all.forEach(user -> user.sent(from));
    for (int second = (int) Math.ceil(from / 1_000); second < to / 1_000; second++) {
      run.ledger.held.secondBegins(second - 2);
    }
    all.forEach(user -> user.answered(to, TestRun.empty()));
    run.clock.to(TestRun.END);
    return run.ledger.snapshot(
        RunSampler.Sampled.NONE,
        SampleShards.shard(number, SampleShards.DESCRIPTION, run.ledger, false),
        FailingPart.none());
  }

  @Test
  void whatOneOfThemCouldNotTakeIsUnknownOfBoth() {
    TestRun run = TestRun.withPlan(3_000);
    Shard shard = SampleShards.shard(0, SampleShards.DESCRIPTION, run.ledger, false);
    FailingPart errors = new FailingPart("events", new IllegalStateException("odd"));
    RunSnapshot broken = run.ledger.snapshot(RunSampler.Sampled.NONE, shard, errors);

    assertThat(errors.problems()).hasSize(1);
    assertThat(broken.events()).isNull();
    assertThat(broken.receipts()).isNotNull();
    assertThat(broken.plus(ofOneUser(1, 3_001, TestRun.event(1, 3_000))).events()).isNull();
  }

  @Test
  void eachPartThatCannotBeTakenIsNullAndCostsNoOther() {
    TestRun run = TestRun.withPlan(3_000);
    run.user().got(2_500, 1, 3_000);
    Shard shard = SampleShards.shard(0, SampleShards.DESCRIPTION, run.ledger, false);
    FailingPart none = FailingPart.none();
    RunSnapshot whole = run.ledger.snapshot(RunSampler.Sampled.NONE, shard, none);
    for (String part : none.parts) {
      FailingPart errors = new FailingPart(part, new StackOverflowError());
      RunSnapshot left = run.ledger.snapshot(RunSampler.Sampled.NONE, shard, errors);

      assertThat(errors.problems()).as(part).hasSize(1);
      assertThat(left.polls().totals(false)).as(part).isEqualTo(whole.polls().totals(false));
      assertThat(left.held() == null).as(part).isEqualTo(part.equals("held"));
      assertThat(left.events() == null).as(part).isEqualTo(part.equals("events"));
      assertThat(left.failureHolds() == null).as(part).isEqualTo(part.equals("failures"));
      assertThat(left.receipts() == null).as(part).isEqualTo(part.equals("the receipts of events"));
      FailingPart made = FailingPart.none();
      new RecordMaker(left, made).figures(RunPrediction.of(left, 0L));
      assertThat(made.problems()).as(part).isEmpty();
    }
  }

  @Test
  void aRunWithoutAShardIsNone() {
    RunSnapshot run = SampleShards.snapshot(TestRun.withoutPlan().ledger);

    assertThatThrownBy(
            () ->
                new RunSnapshot(
                    run.polls(),
                    run.blank(),
                    run.failureHolds(),
                    run.requests(),
                    run.window(),
                    run.beforeWindow(),
                    run.events(),
                    run.receipts(),
                    run.held(),
                    run.connections(),
                    run.traffic(),
                    run.laterEpochs(),
                    run.misfits(),
                    run.plan(),
                    run.firstSentMicros(),
                    run.resumes(),
                    run.delivery(),
                    List.of()))
        .hasMessage("shards: at least 1 is needed");
  }

  @Test
  void settingsOfTheReArmDelaySurviveTheWayThroughJson() {
    RunDescription description =
        SampleShards.description(
            Duration.ofMillis(1_500),
            new Rearm.Uniform(Duration.ofMillis(5), Duration.ofSeconds(2)));

    assertThat(RunSnapshots.parse(RunSnapshots.json(description), RunDescription.class))
        .isEqualTo(description);
  }

  @Test
  void aShardIsAddedOnce() {
    RunSnapshot one = SampleShards.snapshot(TestRun.withoutPlan().ledger);

    assertThatThrownBy(() -> one.plus(one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shards: each is to be added once, but their numbers are [0, 0]");
  }

  @Test
  void whatIsNoSnapshotIsRefused() {
    assertThatThrownBy(() -> RunSnapshots.parse("{\"polls\":3}", RunSnapshot.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a RunSnapshot: ");
    assertThatThrownBy(() -> new SavedHistogram("%%", null).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a histogram");
  }
}
