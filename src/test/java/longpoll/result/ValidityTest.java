package longpoll.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RecordTrees;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.record.SampleRecords;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidityTest {
  private final RunRecord sample = SampleRecords.full();
  private MetricSummary users = lag(30_000, 5, 8, 12);
  private MetricSummary probes = lag(30_000, 5, 8, 12);
  private RunRecord.Injector injector =
      new RunRecord.Injector(0.8, 700_000_000L, 12.5, 3.25, null, null);
  private RunRecord.Server server = new RunRecord.Server(0.3, 180_000_000L, 4.5, 11_000.0, 0.8);
  private RunRecord.Connections connections = new RunRecord.Connections(5_000, 60, 0, 0L, 0L, 0L);
  private RunRecord.Probes process = sample.probes();
  private Map<String, Object> settings = sample.settings();
  private RunRecord.Shards shards;

  @Test
  void aRunWithinAllLimitsIsValid() {
    assertThat(check().invalid()).isEmpty();
    assertThat(check().notices()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/target",
        "/environment",
        "/totals",
        "/polls",
        "/health/connections",
        "/probes",
        "/failures",
        "/objectives"
      })
  void aRecordThatLacksAPartIsJudgedByTheRest(String part) {
    injector = new RunRecord.Injector(0.8, 700_000_000L, 12.5, 5_000.0, null, null);

    assertThat(Validity.check(limits(), RecordTrees.without(record(), part)).invalid())
        .hasSize(1)
        .allMatch(reason -> reason.contains("event loops were 5000 ms late"));
  }

  @Test
  void anInjectorQueueIsNamedWithItsSize() {
    users = lag(30_000, 5, 8, 253);
    probes = lag(30_000, 5, 8, 72);

    assertThat(check().invalid())
        .containsExactly(
            "injector queue added 181 ms to p99 (limit 10 ms): fewer users, or a second injector");
  }

  @Test
  void wherePollsAreNotHeldTheLagsOfUsersAndProbesAreNotCompared() {
    users = lag(30_000, 453, 900, 1_915);
    probes = lag(30_000, 318, 862, 1_872);
    RunRecord polling = RecordTrees.without(record(), "/held/intended");

    assertThat(Validity.check(limits(), polling).invalid()).isEmpty();
    assertThat(InjectorQueue.inWords(polling))
        .startsWith("Users' lag is not compared with the probes': no poll is held");
  }

  @Test
  void aQueueAtTheMedianCountsWhereTheTailHidesIt() {
    users = lag(30_000, 453, 900, 1_915);
    probes = lag(30_000, 318, 862, 1_872);

    assertThat(check().invalid())
        .containsExactly(
            "injector queue added 43 ms to p99, 135 ms to p50 (limit 10 ms): fewer users, or a"
                + " second injector");
  }

  @Test
  void aShareOfALongLagIsNoQueue() {
    users = lag(30_000, 5, 8, 1_140);
    probes = lag(30_000, 5, 8, 1_000);
    assertThat(check().invalid()).isEmpty();

    users = lag(30_000, 5, 8, 1_160);
    assertThat(check().invalid()).hasSize(1);
    assertThat(check("injector-queue.share", "0.5").invalid()).isEmpty();
  }

  @Test
  void theLimitItselfIsAllowed() {
    users = lag(30_000, 5, 8, 22);
    assertThat(check().invalid()).isEmpty();

    users = lag(30_000, 5, 8, 22.01);
    assertThat(check().invalid()).hasSize(1);
    assertThat(check("injector-queue.max", "11ms").invalid()).isEmpty();
  }

  @Test
  void aPercentileWithTooFewDeliveriesBeyondItIsNotJudged() {
    users = lag(30_000, 5, 8, 253);
    probes = lag(4_999, 5, 8, 72);
    assertThat(check().invalid()).isEmpty();

    probes = lag(5_000, 5, 8, 72);
    assertThat(check().invalid()).hasSize(1);

    probes = lag(4_999, 5, 8, 72);
    users = lag(30_000, 5, 100, 253);
    assertThat(check().invalid())
        .containsExactly(
            "injector queue added 92 ms to p90 (limit 10 ms): fewer users, or a second injector");

    probes = lag(999, 5, 8, 72);
    assertThat(check().invalid()).isEmpty();

    users = lag(30_000, 50, 100, 253);
    assertThat(check().invalid())
        .containsExactly(
            "injector queue added 45 ms to p50 (limit 10 ms): fewer users, or a second injector");

    probes = lag(199, 5, 8, 72);
    assertThat(check().invalid()).isEmpty();
  }

  @Test
  void probesThatAreSlowerThanUsersCannotTellWhatTheInjectorAdded() {
    users = lag(30_000, 20, 30, 72);
    probes = lag(30_000, 31, 38, 253);
    process = probesWithLagOfAtLeast(null);

    assertThat(check().invalid()).isEmpty();
    assertThat(check().notices())
        .containsExactly(
            "the probes' lag is above the users': p99 253 ms against 72 ms, p50 31 ms against 20"
                + " ms (limit 10 ms): the probes were slow themselves, or the target answers them"
                + " after the users, and they cannot tell what the injector added; use fewer probes,"
                + " or more cores");
    assertThat(check("injector-queue.max", "200ms").notices()).isEmpty();
    assertThat(check("injector-queue.max", "11ms").notices())
        .singleElement()
        .asString()
        .contains("p99 253 ms against 72 ms (limit 11 ms)");
  }

  @Test
  void probesMayBeSlowerByAShareOfTheUsersLag() {
    users = lag(30_000, 5, 8, 1_000);
    probes = lag(30_000, 5, 8, 1_150);
    process = probesWithLagOfAtLeast(null);
    assertThat(check().notices()).isEmpty();

    probes = lag(30_000, 5, 8, 1_151);
    assertThat(check().notices()).hasSize(1);
    assertThat(check("injector-queue.share", "0.2").notices()).isEmpty();
  }

  @Test
  void probesAreNotCalledSlowByAPercentileWithTooFewDeliveriesBeyondIt() {
    users = lag(30_000, 5, 8, 72);
    probes = lag(4_999, 5, 8, 253);
    process = probesWithLagOfAtLeast(null);
    assertThat(check().notices()).isEmpty();

    probes = lag(5_000, 5, 8, 253);
    assertThat(check().notices()).hasSize(1);

    probes = lag(999, 5, 80, 253);
    assertThat(check().notices()).isEmpty();

    probes = lag(199, 50, 80, 253);
    assertThat(check().notices()).isEmpty();

    probes = lag(200, 50, 80, 253);
    assertThat(check().notices()).hasSize(1);
  }

  @Test
  void withoutProbesTheQueueIsNotJudged() {
    users = lag(30_000, 500, 800, 2_530);
    probes = MetricSummary.NONE;
    process = null;

    assertThat(check().invalid()).isEmpty();
    assertThat(check().notices()).isEmpty();
  }

  @Test
  void probesThatStampedLateAreSaidTo() {
    users = lag(30_000, 5, 8, 121);
    probes = lag(30_000, 5, 8, 121);
    process = probesWithLagOfAtLeast(102.8);

    assertThat(check().invalid()).isEmpty();
    assertThat(check().notices())
        .containsExactly(
            "the probes could not always look at their connections in time: the p99 of lag.probe"
                + " lies between 103 ms and 121 ms, and the injector may have added more than it"
                + " looks");

    process = probesWithLagOfAtLeast(102.9);
    assertThat(check().notices()).isEmpty();
    process = probesWithLagOfAtLeast(null);
    assertThat(check().notices()).isEmpty();
  }

  @Test
  void aFewMillisecondsOfAShortLagAreNotWorthAWord() {
    users = lag(30_000, 5, 8, 14);
    probes = lag(30_000, 5, 8, 14);
    process = probesWithLagOfAtLeast(4.01);
    assertThat(check().notices()).isEmpty();

    process = probesWithLagOfAtLeast(3.99);
    assertThat(check().notices()).hasSize(1);
  }

  @Test
  void injectorsOnOneMachineShareItsCores() {
    injector = new RunRecord.Injector(1.0, 1L, 12.5, 3.25, null, null);
    RunRecord.Clock clock = new RunRecord.Clock(0L, 2L);
    shards =
        new RunRecord.Shards(
            2,
            2,
            List.of(),
            Map.of(),
            List.of(
                new RunRecord.ShardHealth(0, 4, injector, clock),
                new RunRecord.ShardHealth(1, 4, injector, clock)));

    assertThat(check().invalid()).as("each has a machine").isEmpty();

    settings = Map.of("injectors", 2);
    assertThat(check().invalid())
        .containsExactly(
            "the injectors kept 2.0 of 2 cores busy (limit 90 %): fewer users, or a second machine");
  }

  @Test
  void everyLimitOfTheInjectorHasItsReason() {
    injector = new RunRecord.Injector(1.9, 1L, 700.0, 620.0, null, null);

    assertThat(check().invalid())
        .containsExactly(
            "the injector's event loops were 620 ms late at p99 (limit 500 ms): users poll late by"
                + " as much; fewer users, or a second injector",
            "the injector stood still for 700 ms to collect garbage (limit 500 ms), and what"
                + " arrived meanwhile was stamped late: more heap, or fewer users",
            "the injector kept 1.9 of 2 cores busy (limit 90 %): fewer users, or a second"
                + " injector");
    assertThat(check("loop-lag.max", "1s", "gc-pause.max", "1s", "injector-cpu.max", "1").invalid())
        .isEmpty();
  }

  @Test
  void aServerThatPublishesLateIsNotTheInjectorsFault() {
    server = new RunRecord.Server(0.3, 1L, 4.5, 1.0, 1_500.0);

    assertThat(check().invalid())
        .containsExactly(
            "the server published 1500 ms after the planned instants, at p99 (limit 1000 ms): its"
                + " publisher could not keep the schedule, so that this is no measurement of its"
                + " answering; fewer events, or more cores for the server");
    assertThat(check("publish-slip.max", "2s").invalid()).isEmpty();
  }

  @Test
  void connectionsThatAreReplacedInSilenceAreCounted() {
    // 60,000 polls were sent.
    connections = new RunRecord.Connections(20_000, 9_000, 0, 6_000L, 0L, 0L);
    assertThat(check().invalid()).isEmpty();

    connections = new RunRecord.Connections(20_000, 9_000, 0, 6_001L, 0L, 0L);
    assertThat(check().invalid())
        .containsExactly(
            "6001 of 60000 polls had to connect again though none before them had failed (limit"
                + " 10 %): the target closes idle connections; raise validity.reconnects.max if"
                + " it is meant to");
    assertThat(check("reconnects.max", "1").invalid()).isEmpty();
  }

  @Test
  void connectionsThatTheServerSaidItClosesAreNoFaultButWorthAWord() {
    connections = new RunRecord.Connections(20_000, 15_000, 0, 6_000L, 600L, 120L);
    assertThat(check().invalid()).isEmpty();
    assertThat(check().notices()).isEmpty();

    connections = new RunRecord.Connections(80_000, 60_000, 0, 0L, 60_000L, 30_000L);
    injector = new RunRecord.Injector(0.8, 700_000_000L, 12.5, 3.25, 27_000L, null);
    assertThat(check().invalid()).isEmpty();
    assertThat(check().notices())
        .singleElement()
        .asString()
        .contains("27,000 sockets in TIME_WAIT")
        .startsWith(
            "60,000 of 60,000 polls had to connect again because the target had said that it closes"
                + " the connection (500.0 a second in the window): no fault");

    connections = new RunRecord.Connections(80_000, 60_000, 0, 0L, 601L, null);
    assertThat(check().notices())
        .singleElement()
        .asString()
        .startsWith("601 of 60,000 polls")
        .doesNotContain("in the window");
  }

  @Test
  void inOlderRecordsNoMoreConnectionsWereLostInFailuresThanPollsFailed() {
    // 60 polls failed.
    connections = new RunRecord.Connections(20_000, 6_060, 0, null, null, null);
    assertThat(check().invalid()).isEmpty();

    connections = new RunRecord.Connections(20_000, 6_061, 0, null, null, null);
    assertThat(check().invalid())
        .singleElement()
        .asString()
        .startsWith("6001 of 60000 polls had to connect again");
  }

  @Test
  void aMachineThatRanOutOfPortsMeasuredItself() {
    RunRecord record =
        SampleRecords.changed(
            json -> {
              ((ObjectNode) json.at("/totals/failed")).put("no-local-port", 1_600);
              ((ObjectNode) json.at("/probes/failed")).put("no-local-port", 12);
            });

    assertThat(Validity.check(limits(), record).invalid())
        .containsExactly(
            "1,600 polls of users and 12 of probes failed as no-local-port, which the injector caused and"
                + " not the target: this machine had no port left towards the target;"
                + " more source addresses (connections.local-addresses), a wider"
                + " net.ipv4.ip_local_port_range, or a target that keeps its connections open");
  }

  @ParameterizedTest
  @CsvSource({
    "/totals/failed, no-local-port, connections.local-addresses",
    "/probes/failed, no-local-port, connections.local-addresses",
    "/totals/failed, no-descriptor, ulimit -n",
    "/probes/failed, no-descriptor, ulimit -n",
    "/totals/failed, internal, something went wrong inside the injector",
    "/probes/failed, internal, something went wrong inside the injector"
  })
  void onePollThatFailedOnTheInjectorsSideIsTooMany(String of, String kind, String what) {
    RunRecord record = SampleRecords.changed(json -> ((ObjectNode) json.at(of)).put(kind, 1));

    assertThat(Validity.check(limits(), record).invalid())
        .singleElement()
        .asString()
        .contains(of.startsWith("/totals") ? "1 polls of users and 0 of" : "0 polls of users and 1")
        .contains(kind, what);
  }

  @Test
  void aTargetThatRefusesOrClosesIsNotTheInjectorsDoing() {
    RunRecord record =
        SampleRecords.changed(
            json -> ((ObjectNode) json.at("/totals/failed")).put("refused", 500).put("reset", 3));

    assertThat(Validity.check(limits(), record).invalid()).isEmpty();
  }

  @Test
  void aMachineThatIsFullIsSaidToBe() {
    injector = new RunRecord.Injector(1.2, 1L, 12.5, 3.25, null, null);
    server = new RunRecord.Server(0.6, 1L, 4.5, 1.0, 0.8);

    assertThat(check().invalid()).isEmpty();
    assertThat(check().notices())
        .containsExactly(
            "injector, server and probes kept 1.8 of 2 cores busy together: the server shared its"
                + " cores with the load, and would be faster alone");
  }

  @Test
  void whatWasNotMeasuredIsNotJudged() {
    assertThat(Validity.check(limits(), SampleRecords.sparse()).invalid()).isEmpty();
  }

  @Test
  void anInvalidRunSaysSoAndAnAbortedOneRemainsAborted() {
    RunRecord invalid = sample.invalidBecause(List.of("why"));
    assertThat(invalid.status()).isEqualTo(RunStatus.INVALID);
    assertThat(invalid.reasons()).containsExactly("why");
    assertThat(sample.invalidBecause(List.of())).isSameAs(sample);

    RunRecord aborted = SampleRecords.sparse().invalidBecause(List.of("why"));
    assertThat(aborted.status()).isEqualTo(RunStatus.ABORTED);
    assertThat(aborted.reasons()).endsWith("why");
  }

  @Test
  void theDifferenceIsCalledWhatItIs() {
    users = lag(30_000, 5, 8, 253);
    probes = lag(30_000, 5, 8, 72);
    assertThat(inWords())
        .isEqualTo(
            "Users' p99 is 181 ms above the probes' (253 ms against 72 ms): that is the injector's"
                + " own queue, not the server's.");

    probes = lag(30_000, 5, 8, 300);
    assertThat(inWords())
        .isEqualTo(
            "Users' p99 is 47 ms below the probes' (253 ms against 300 ms): the probes were slow"
                + " themselves, and cannot tell what the injector added.");

    probes = lag(30_000, 5, 8, 250);
    assertThat(inWords())
        .isEqualTo("Users and probes saw the same lag: p99 253 ms against 250 ms.");

    users = lag(30_000, 50, 8, 253);
    assertThat(inWords()).startsWith("Users' p50 is 45 ms above the probes' (50 ms against 5.0");

    probes = lag(7, 5, 8, 250);
    assertThat(inWords())
        .isEqualTo(
            "Users' lag is not compared with the probes': 7 deliveries are too few, 200 are"
                + " needed.");

    probes = MetricSummary.NONE;
    assertThat(inWords()).isEmpty();
  }

  @Test
  void ofAQueueWithoutProbesThereAreWordsForWhatIsNotTold() {
    RunRecord queue =
        SampleRecords.changed(
            tree -> {
              tree.putNull("probes");
              ((ObjectNode) tree.get("events")).put("delivery", "queue");
            });
    assertThat(InjectorQueue.inWords(queue))
        .startsWith("No probes: they would take messages from the users.");
  }

  private String inWords() {
    return InjectorQueue.inWords(record());
  }

  private Validity check(String... limits) {
    return Validity.check(limits(limits), record());
  }

  private static Settings.Validity limits(String... keysAndValues) {
    Properties properties = new Properties();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.setProperty("longpoll.validity." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return new SettingsLoader(Path.of("")).load(properties).validity();
  }

  private RunRecord record() {
    Map<String, MetricSummary> metrics = new LinkedHashMap<>(sample.metrics());
    metrics.put(Measure.LAG.tag(), users);
    metrics.put(Measure.LAG_PROBE.tag(), probes);
    return new RunRecord(
        sample.schemaVersion(),
        sample.id(),
        sample.label(),
        sample.status(),
        sample.reasons(),
        sample.startedAt(),
        sample.durationMs(),
        sample.simulation(),
        settings,
        sample.window(),
        sample.target(),
        sample.environment(),
        sample.totals(),
        sample.polls(),
        sample.held(),
        sample.events(),
        metrics,
        new RunRecord.Health(injector, server, new RunRecord.Clock(0L, 2L), connections, 0L),
        process,
        sample.objectives(),
        sample.failures(),
        null,
        null,
        null,
        null,
        shards);
  }

  private RunRecord.Probes probesWithLagOfAtLeast(Double millis) {
    RunRecord.Probes model = sample.probes();
    return new RunRecord.Probes(
        model.count(),
        model.started(),
        model.delivered(),
        model.empty(),
        model.gap(),
        model.failed(),
        model.cut(),
        model.heldMean(),
        model.heldMax(),
        model.cpu(),
        model.loopLagP99Ms(),
        millis,
        model.polls(),
        null);
  }

  private static MetricSummary lag(long count, double p50, double p90, double p99) {
    return new MetricSummary("ms", count, 0.0, p50, p50, p90, p99, 2 * p99, 3 * p99);
  }
}
