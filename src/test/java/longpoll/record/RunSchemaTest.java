package longpoll.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA_JSON = RecordTrees.SCHEMA_JSON;

  @Test
  void aFullRecordIsValid() {
    assertThat(errors(JSON.valueToTree(SampleRecords.full()))).isEmpty();
  }

  @Test
  void aSparseRecordIsValid() {
    assertThat(errors(JSON.valueToTree(SampleRecords.sparse()))).isEmpty();
  }

  @Test
  void aRecordOfBeforeObjectivesWereKeptIsValid() {
    ObjectNode record = JSON.valueToTree(SampleRecords.full());
    record.remove(List.of("objectives", "failures"));
    assertThat(errors(record)).isEmpty();
  }

  @Test
  void aRecordOfARunWithoutADefinitionHasNoApi() {
    ObjectNode record = JSON.valueToTree(SampleRecords.full());
    record.remove("api");
    assertThat(errors(record)).isEmpty();
    assertThat(JSON.<JsonNode>valueToTree(SampleRecords.sparse()).has("api")).isFalse();
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
        "/objectives",
        "/failures",
        "/held/intended"
      })
  void aPartThatCouldNotBeMadeMayBeNull(String pointer) {
    assertThat(RecordTrees.schemaErrors(RecordTrees.without(SampleRecords.full(), pointer)))
        .isEmpty();
  }

  @Test
  void fieldsOfLaterReleasesAreAllowed() {
    ObjectNode record = JSON.valueToTree(SampleRecords.full());
    record.put("later", 1);
    object(record, "/health").put("later", "x");
    assertThat(errors(record)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakages")
  void aBrokenRecordIsRefusedAtTheBrokenField(String at, Consumer<ObjectNode> breakage) {
    ObjectNode record = JSON.valueToTree(SampleRecords.full());
    breakage.accept(record);
    assertThat(errors(record)).isNotEmpty().anySatisfy(e -> assertThat(e.toString()).contains(at));
  }

  static Stream<Arguments> breakages() {
    return Stream.of(
        breakage("/schemaVersion", r -> r.put("schemaVersion", 2)),
        breakage("/status", r -> r.put("status", "ok")),
        breakage("/reasons", r -> r.put("status", "invalid")),
        breakage("/startedAt", r -> r.put("startedAt", "24.11.2026 09:00")),
        breakage("/durationMs", r -> r.put("durationMs", -1)),
        breakage("label", r -> r.remove("label")),
        breakage("/polls/emptyRate", r -> object(r, "/polls").put("emptyRate", 1.01)),
        breakage("/polls/failed/closed", r -> object(r, "/polls/failed").put("closed", "many")),
        breakage("/held/max", r -> object(r, "/held").put("max", 0.5)),
        breakage("/totals/cut", r -> object(r, "/totals").putNull("cut")),
        breakage("missed", r -> object(r, "/events").remove("missed")),
        breakage("/events/delivery", r -> object(r, "/events").put("delivery", "topic")),
        breakage("lag.probe", r -> object(r, "/metrics").remove("lag.probe")),
        breakage("/metrics/lag/unit", r -> object(r, "/metrics/lag").put("unit", "s")),
        breakage("/metrics/lag/p50", r -> object(r, "/metrics/lag").putNull("p50")),
        breakage("/metrics/lag/min", r -> object(r, "/metrics/lag").put("count", 0)),
        breakage("permitted", r -> object(r, "/api").remove("permitted")),
        breakage("/api/permitted/0", r -> ((ArrayNode) r.at("/api/permitted")).insert(0, 99)),
        breakage("/objectives/0/met", r -> ((ObjectNode) r.at("/objectives/0")).put("met", "yes")),
        breakage("actual", r -> ((ObjectNode) r.at("/objectives/0")).remove("actual")),
        breakage("/failures/0/count", r -> ((ObjectNode) r.at("/failures/0")).put("count", 0)),
        breakage("holdP50Ms", r -> ((ObjectNode) r.at("/failures/0")).remove("holdP50Ms")),
        breakage("/health/clock/boundUs", r -> object(r, "/health/clock").put("boundUs", -3)));
  }

  @Test
  void everyFieldIsDescribed() {
    for (JsonNode properties : SCHEMA_JSON.findValues("properties")) {
      properties
          .properties()
          .forEach(
              field -> {
                JsonNode description = field.getValue().path("description");
                boolean onlyNarrows = field.getValue().size() == 1;
                assertThat(onlyNarrows || !description.asText().isBlank())
                    .as(field.getKey())
                    .isTrue();
              });
    }
  }

  @Test
  void everyFieldOfTheRecordIsInTheSchema() {
    assertCovered("", JSON.valueToTree(SampleRecords.full()), SCHEMA_JSON);
  }

  private static void assertCovered(String path, JsonNode value, JsonNode schema) {
    if (!schema.has("properties") || path.equals("/settings")) {
      return;
    }
    value
        .properties()
        .forEach(
            field -> {
              String at = path + "/" + field.getKey();
              assertThat(schema.get("properties").has(field.getKey())).as(at).isTrue();
              assertCovered(at, field.getValue(), schema.get("properties").get(field.getKey()));
            });
  }

  private static Arguments breakage(String at, Consumer<ObjectNode> breakage) {
    return Arguments.of(at, breakage);
  }

  private static ObjectNode object(ObjectNode record, String pointer) {
    return (ObjectNode) record.at(pointer);
  }

  private static List<Error> errors(JsonNode record) {
    return RecordTrees.schemaErrors(record);
  }
}
