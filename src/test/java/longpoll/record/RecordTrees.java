package longpoll.record;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Records as the JSON that they become: against the schema, and beside each other. */
public final class RecordTrees {
  static final JsonNode SCHEMA_JSON = schemaJson();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(SCHEMA_JSON);

  private RecordTrees() {}

  /** What the schema has against a record. */
  public static List<Error> schemaErrors(RunRecord record) {
    return schemaErrors((JsonNode) JSON.valueToTree(record));
  }

  static List<Error> schemaErrors(JsonNode record) {
    return SCHEMA.validate(record.toString(), InputFormat.JSON);
  }

  /** The same record with a field at a pointer set to null. */
  public static RunRecord without(RunRecord record, String pointer) {
    ObjectNode tree = JSON.valueToTree(record);
    int last = pointer.lastIndexOf('/');
    ((ObjectNode) tree.at(pointer.substring(0, last))).putNull(pointer.substring(last + 1));
    try {
      return JSON.treeToValue(tree, RunRecord.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** Pointers to the values in which two records differ. */
  public static List<String> differing(RunRecord one, RunRecord other) {
    List<String> found = new ArrayList<>();
    differing("", JSON.valueToTree(one), JSON.valueToTree(other), found);
    return found;
  }

  private static void differing(String at, JsonNode one, JsonNode other, List<String> found) {
    if (!one.isObject() || !other.isObject()) {
      if (!one.equals(other)) {
        found.add(at);
      }
      return;
    }
    Set<String> names = new TreeSet<>();
    one.fieldNames().forEachRemaining(names::add);
    other.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      differing(at + "/" + name, one.path(name), other.path(name), found);
    }
  }

  private static JsonNode schemaJson() {
    try (InputStream in = RunRecord.class.getResourceAsStream("run.schema.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
