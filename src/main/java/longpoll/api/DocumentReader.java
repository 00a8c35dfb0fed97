package longpoll.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import longpoll.text.Excerpt;

/**
 * Makes a tree of a file: YAML where its name ends so, else JSON. A key that stands twice in one
 * object is an error, since one of the two values would be dropped in silence.
 */
final class DocumentReader {
  private static final int LARGEST_BYTES = 1 << 20;
  private static final int DEEPEST = 50;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String file;
  private final JsonParser in;

  private DocumentReader(String file, JsonParser in) {
    this.file = file;
    this.in = in;
  }

  /**
   * @param shown the file's name as it is shown
   * @throws ApiException when it cannot be read
   */
  static JsonNode read(Path file, String shown) {
    boolean yaml = isYaml(file);
    JsonFactory factory = yaml ? new YAMLFactory() : new JsonFactory();
    factory.setStreamReadConstraints(
        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
    try (JsonParser in = factory.createParser(bytes(file, shown))) {
      return new DocumentReader(shown, in).whole();
    } catch (JsonProcessingException e) {
      throw unreadable(shown, yaml, e);
    } catch (IOException e) {
      throw new ApiException(shown + ": cannot be read (" + Excerpt.of(e.toString()) + ")");
    }
  }

  private static boolean isYaml(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private static byte[] bytes(Path file, String shown) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ApiException(
          "there is no file '"
              + shown
              + "': check the path, which begins at the working directory");
    }
    long size = Files.size(file);
    if (size > LARGEST_BYTES) {
      throw new ApiException(
          shown
              + ": at most "
              + LARGEST_BYTES
              + " bytes are read, but it has "
              + size
              + ": keep the long polls in a file of their own");
    }
    return Files.readAllBytes(file);
  }

  private static ApiException unreadable(String file, boolean yaml, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where =
        at == null || at.getLineNr() < 1
            ? ""
            : " in line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new ApiException(
        file
            + ": is not "
            + (yaml ? "YAML" : "JSON")
            + where
            + " ("
            + Excerpt.of(e.getOriginalMessage().replaceFirst(", from `[^`]*`", ""))
            + ")"
            + (yaml ? ": correct it" : ": correct it; a file in YAML needs the ending .yaml"));
  }

  private JsonNode whole() throws IOException {
    if (in.nextToken() == null) {
      throw new ApiException(file + ": is empty: docs/api.md has an example to start from");
    }
    JsonNode root = value("$");
    if (in.nextToken() != null) {
      throw new ApiException(
          file
              + ": goes on after its end, in line "
              + in.currentTokenLocation().getLineNr()
              + ": put several definitions into a list");
    }
    return root;
  }

  private JsonNode value(String path) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> object(path);
      case START_ARRAY -> array(path);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> NODES.textNode(in.getText());
    };
  }

  private ObjectNode object(String path) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      String below = DefinitionNode.below(path, key);
      if (object.has(key)) {
        throw new ApiException(
            file
                + ": "
                + below
                + ": a key may stand once, but this one stands again in line "
                + in.currentTokenLocation().getLineNr()
                + ": take one of the two out");
      }
      in.nextToken();
      object.set(key, value(below));
    }
    return object;
  }

  private ArrayNode array(String path) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(DefinitionNode.below(path, array.size())));
    }
    return array;
  }
}
