package longpoll.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The golden file is what the code writes, so it stands for it. */
class RunsSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ObjectNode runs;

  @BeforeEach
  void readTheSample() throws IOException {
    runs = (ObjectNode) resource("runs-json.txt");
  }

  @Test
  void exportedRunsAreValid() throws IOException {
    assertThat(runs.at("/runs").size()).isPositive();
    assertThat(errors(runs)).isEmpty();
  }

  @Test
  void aRunOfAnApiIsValid() throws IOException {
    JsonNode ofApi = resource("api-json.txt");
    assertThat(ofApi.at("/runs/0/api/name").asText()).isEqualTo("LongPollAPI");
    assertThat(errors(ofApi)).isEmpty();
    ((ObjectNode) ofApi.at("/runs/0/api")).remove("method");
    assertThat(errors(ofApi)).isNotEmpty();
  }

  @Test
  void fieldsOfLaterReleasesAreAllowed() throws IOException {
    ((ObjectNode) runs.at("/runs/0")).put("later", 1);
    assertThat(errors(runs)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', runs",
    "/runs/0, status",
    "/runs/0/measures/lag.p50, value",
    "/runs/0/objectives/0, met"
  })
  void aMissingFieldIsRefusedByName(String at, String field) throws IOException {
    ((ObjectNode) runs.at(at)).remove(field);
    assertThat(errors(runs))
        .isNotEmpty()
        .anySatisfy(error -> assertThat(error.toString()).contains(field));
  }

  private static List<Error> errors(JsonNode document) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(resource("runs.schema.json"));
    return schema.validate(document.toString(), InputFormat.JSON);
  }

  private static JsonNode resource(String name) throws IOException {
    try (InputStream in = RunsSchemaTest.class.getResourceAsStream(name)) {
      return JSON.readTree(in);
    }
  }
}
