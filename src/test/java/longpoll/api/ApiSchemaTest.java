package longpoll.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema says of a definition what its reader does, as far as a schema can. */
class ApiSchemaTest {
  private static final Path EXAMPLES = Path.of("../docs/api");
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try (InputStream in = ApiSchemaTest.class.getResourceAsStream("api.schema.json")) {
      JsonNode tree = new ObjectMapper().readTree(in);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(tree);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Error> errors(String document) {
    return SCHEMA.validate(document, InputFormat.JSON);
  }

  private static String article() throws IOException {
    return Files.readString(EXAMPLES.resolve("article.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"article.json", "several.json"})
  void everyExampleIsValid(String name) throws IOException {
    assertThat(errors(Files.readString(EXAMPLES.resolve(name)))).isEmpty();
  }

  @Test
  void aListAndUnknownKeysAreValid() throws IOException {
    assertThat(errors("[" + article() + "]")).isEmpty();
    assertThat(errors(article().replace("\"timeout\"", "\"later\": 1, \"timeout\""))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aBadDefinitionIsRefusedAsFarAsASchemaCan(BadDefinitions bad) throws IOException {
    if (!BadDefinitions.BEYOND_A_SCHEMA.contains(bad)) {
      assertThat(errors(bad.of(article()))).isNotEmpty();
      assertThat(errors("[" + bad.of(article()) + "]"))
          .as("in a list another may be the long poll")
          .matches(found -> !found.isEmpty() || BadDefinitions.OF_ANOTHER_TYPE.contains(bad));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "7", "{\"apis\": []}", "{\"apis\": 7}"})
  void whatIsNoDefinitionIsRefused(String document) {
    assertThat(errors(document)).isNotEmpty();
  }
}
