package longpoll.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import longpoll.histogram.Measure;

/** Records for tests: one with every field filled, one with only what a run always knows. */
public final class SampleRecords {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SampleRecords() {}

  public static RunRecord full() {
    Map<String, MetricSummary> metrics = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      metrics.put(
          measure.tag(), new MetricSummary("ms", 12_000, -0.2, 4.0, 3.0, 8.0, 20.0, 31.5, 40.25));
    }
    return new RunRecord(
        RunRecord.SCHEMA_VERSION,
        "steadysimulation-20261124090000000",
        "main",
        RunStatus.COMPLETE,
        List.of(),
        "2026-11-24T09:00:00.123Z",
        82_400,
        "SteadySimulation",
        Map.of("longpoll.users", 5000, "longpoll.hold", "10s", "longpoll.target", ""),
        new RunRecord.Window(20_000, 60_000),
        new RunRecord.Target("http://127.0.0.1:41234/poll", true, "native", "0.1.0"),
        new RunRecord.Environment(
            "Example CPU @ 2.50GHz",
            2,
            25_769_803_776L,
            "Linux",
            "6.1.0",
            "17.0.15",
            List.of("-Xmx1G"),
            "3.15.1",
            "0.1.0",
            "0123456789abcdef0123456789abcdef01234567",
            false,
            "github",
            "5d41402abc4b2a76"),
        new RunRecord.Totals(60_000, 37_500, 17_400, 40, Map.of("closed", 60L), 5_000),
        new RunRecord.Polls(
            41_000,
            25_900,
            15_060,
            10,
            Map.of("closed", 30L),
            683.3,
            0.3677,
            0.37,
            12L,
            61.5,
            Map.of("closed", 4L)),
        new RunRecord.Held(5000.0, 4990.5, 5000L, 4989.75, 5000L),
        new RunRecord.Events("broadcast", 300L, 30_000L, 29_998L, 2L, 1L, 0L, 0L, 499.97, 1.16),
        metrics,
        new RunRecord.Health(
            new RunRecord.Injector(0.8, 700_000_000L, 12.5, 3.25, 70L, 8_400.0),
            new RunRecord.Server(0.3, 180_000_000L, 4.5, 11_000.0, 0.8),
            new RunRecord.Clock(-12L, 40L),
            new RunRecord.Connections(5060, 60, 3, 2L, 40L, 55L),
            2L),
        new RunRecord.Probes(
            200,
            2_400,
            1_500,
            690,
            2,
            Map.of("closed", 8L),
            200,
            199.5,
            200L,
            0.03,
            1.2,
            11.5,
            new RunRecord.Polls(
                1_640,
                1_030,
                602,
                1,
                Map.of("closed", 7L),
                27.3,
                0.3689,
                null,
                0L,
                null,
                Map.of("gap", 1L)),
            null),
        List.of(
            new RunRecord.Objective("failed polls", "at most 100", "100", true),
            new RunRecord.Objective("missed events", "at most 2", "2", true),
            new RunRecord.Objective("duplicated events", "at most 1", "1", true),
            new RunRecord.Objective("early empties", "at most 1 %", "0.08 %", true),
            new RunRecord.Objective("held of intended", "at least 95 %", "99.81 %", true),
            new RunRecord.Objective("run is valid", "complete", "complete", true)),
        List.of(new RunRecord.Failure("closed", 60, 12.5, 5_000.25, 9_990.75)),
        null,
        null,
        new RunRecord.Api("LongPollAPI", "GET", List.of(200, 204)),
        new RunRecord.Traffic(9_000_000, 61_000_000),
        null);
  }

  /** {@link #full} with some of its fields changed, as they stand in JSON. */
  public static RunRecord changed(Consumer<ObjectNode> change) {
    ObjectNode tree = JSON.valueToTree(full());
    change.accept(tree);
    return JSON.convertValue(tree, RunRecord.class);
  }

  public static RunRecord sparse() {
    Map<String, MetricSummary> metrics = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      metrics.put(measure.tag(), MetricSummary.NONE);
    }
    return new RunRecord(
        RunRecord.SCHEMA_VERSION,
        "steadysimulation-20261124100000000",
        "",
        RunStatus.ABORTED,
        List.of("interrupted after 3 s, before the window began"),
        "2026-11-24T10:00:00Z",
        3_000,
        "SteadySimulation",
        Map.of(),
        new RunRecord.Window(20_000, 0),
        new RunRecord.Target("http://example.org/poll", false, "article", null),
        new RunRecord.Environment(
            "unknown",
            2,
            0,
            "Linux",
            "6.1.0",
            "17.0.15",
            List.of(),
            "3.15.1",
            "0.1.0",
            null,
            null,
            null,
            "5d41402abc4b2a76"),
        new RunRecord.Totals(0, 0, 0, 0, Map.of(), 0),
        new RunRecord.Polls(0, 0, 0, 0, Map.of(), null, null, null, null, null, null),
        new RunRecord.Held(5000.0, null, null, null, null),
        RunRecord.Events.unknown("broadcast"),
        metrics,
        new RunRecord.Health(
            new RunRecord.Injector(null, null, null, null, null, null),
            new RunRecord.Server(null, null, null, null, null),
            new RunRecord.Clock(null, null),
            new RunRecord.Connections(0, 0, 0, 0L, 0L, 0L),
            null),
        null,
        List.of(
            new RunRecord.Objective("failed polls", "at most 0", "0", true),
            new RunRecord.Objective("missed events", "at most 0", "not measured", false),
            new RunRecord.Objective("duplicated events", "at most 0", "not measured", false),
            new RunRecord.Objective("early empties", "at most 1 %", "not measured", false),
            new RunRecord.Objective("held of intended", "at least 95 %", "not measured", false),
            new RunRecord.Objective("run is valid", "complete", "aborted", false)),
        List.of(),
        null,
        null,
        null,
        null,
        null);
  }
}
