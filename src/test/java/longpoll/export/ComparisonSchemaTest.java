package longpoll.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import longpoll.compare.Comparison;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ComparisonSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA_JSON = schemaJson();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(SCHEMA_JSON);

  @TempDir Path folder;
  private SampleComparisons samples;

  @BeforeEach
  void readyTheSamples() {
    samples = new SampleComparisons(folder.resolve("runs"));
  }

  @Test
  void aRegressionIsValid() throws IOException {
    assertThat(errors(json(samples.regression()))).isEmpty();
  }

  @Test
  void runsThatCannotBeComparedAreValid() throws IOException {
    assertThat(errors(json(samples.notComparable()))).isEmpty();
  }

  @Test
  void tooFewRunsAreValid() throws IOException {
    assertThat(errors(json(samples.insufficient()))).isEmpty();
  }

  @Test
  void aComparisonWithoutAnyMeasurementIsValid() throws IOException {
    assertThat(errors(json(samples.nothingMeasured()))).isEmpty();
  }

  @Test
  void fieldsOfLaterReleasesAreAllowed() throws IOException {
    ObjectNode comparison = json(samples.regression());
    comparison.put("later", 1);
    ((ObjectNode) comparison.at("/measures/0")).put("later", "x");
    assertThat(errors(comparison)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakages")
  void aBrokenComparisonIsRefusedAtTheBrokenField(String at, Consumer<ObjectNode> breakage)
      throws IOException {
    ObjectNode comparison = json(samples.regression());
    breakage.accept(comparison);
    assertThat(errors(comparison))
        .isNotEmpty()
        .anySatisfy(error -> assertThat(error.toString()).contains(at));
  }

  static Stream<Arguments> breakages() {
    return Stream.of(
        breakage("/schemaVersion", c -> c.put("schemaVersion", 2)),
        breakage("/verdict", c -> c.put("verdict", "REGRESSION")),
        breakage("/exitCode", c -> c.put("exitCode", 1)),
        breakage("paired", c -> c.remove("paired")),
        breakage("/base", c -> c.putArray("base")),
        breakage("/base/0/path", c -> object(c, "/base/0").put("path", "")),
        breakage("/policy/confidence", c -> object(c, "/policy").put("confidence", 95)),
        breakage("/measures/0/unit", c -> object(c, "/measures/0").put("unit", "s")),
        breakage("/measures/0/base/1", c -> ((ArrayNode) c.at("/measures/0/base")).set(1, "3")),
        breakage("/measures/0/verdict", c -> object(c, "/measures/0").put("verdict", "fine")),
        breakage("/measures/0/shift/p", c -> object(c, "/measures/0/shift").put("p", 1.5)),
        breakage("/checks/0/actual", c -> object(c, "/checks/0").put("actual", "0")),
        breakage("/differences/0/kind", c -> object(c, "/differences/0").put("kind", "other")));
  }

  @Test
  void everyFieldIsDescribed() {
    for (JsonNode properties : SCHEMA_JSON.findValues("properties")) {
      properties
          .properties()
          .forEach(
              field ->
                  assertThat(field.getValue().path("description").asText())
                      .as(field.getKey())
                      .isNotBlank());
    }
  }

  @Test
  void everyFieldThatIsWrittenIsInTheSchemaAndRequired() throws IOException {
    assertCovered("", json(samples.regression()), SCHEMA_JSON);
  }

  private static void assertCovered(String path, JsonNode value, JsonNode schema) {
    JsonNode here =
        schema.has("$ref") ? SCHEMA_JSON.at(schema.get("$ref").asText().substring(1)) : schema;
    if (value.isArray()) {
      value.forEach(item -> assertCovered(path + "/*", item, here.get("items")));
    }
    value
        .properties()
        .forEach(
            field -> {
              String at = path + "/" + field.getKey();
              assertThat(here.path("properties").has(field.getKey())).as(at).isTrue();
              assertThat(here.path("required"))
                  .as(at)
                  .anyMatch(name -> name.asText().equals(field.getKey()));
              assertCovered(at, field.getValue(), here.get("properties").get(field.getKey()));
            });
  }

  private ObjectNode json(Comparison comparison) throws IOException {
    return (ObjectNode) JSON.readTree(new JsonFormat().text(comparison, folder.resolve("out")));
  }

  private static Arguments breakage(String at, Consumer<ObjectNode> breakage) {
    return Arguments.of(at, breakage);
  }

  private static ObjectNode object(ObjectNode comparison, String pointer) {
    return (ObjectNode) comparison.at(pointer);
  }

  private static List<Error> errors(JsonNode comparison) {
    return SCHEMA.validate(comparison.toString(), InputFormat.JSON);
  }

  private static JsonNode schemaJson() {
    try (InputStream in = JsonFormat.class.getResourceAsStream("comparison.schema.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
