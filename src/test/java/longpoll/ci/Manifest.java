package longpoll.ci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** One object for Kubernetes, as a file or kustomize says it. */
record Manifest(JsonNode content) {
  private static final ObjectMapper JSON_MAPPER = new ObjectMapper();

  /** The types that are made of what Kubernetes publishes, by API version and kind. */
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "v1/ConfigMap", V1ConfigMap.class,
          "v1/Service", V1Service.class,
          "apps/v1/Deployment", V1Deployment.class,
          "batch/v1/Job", V1Job.class);

  /** All documents of a YAML text, anchors followed. */
  static List<Manifest> read(String yaml) {
    List<Manifest> manifests = new ArrayList<>();
    new Yaml(new SafeConstructor(new LoaderOptions()))
        .loadAll(yaml)
        .forEach(document -> manifests.add(new Manifest(JSON_MAPPER.valueToTree(document))));
    return manifests;
  }

  String kind() {
    return content.path("kind").asText();
  }

  String name() {
    return content.path("metadata").path("name").asText();
  }

  /** What it says of its pods; missing where it has none. */
  JsonNode pods() {
    return content.path("spec").path("template").path("spec");
  }

  List<JsonNode> containers() {
    List<JsonNode> containers = new ArrayList<>();
    pods().path("initContainers").forEach(containers::add);
    pods().path("containers").forEach(containers::add);
    return containers;
  }

  /** Whether it makes pods that have all of these labels. */
  boolean hasPodsOf(JsonNode selector) {
    JsonNode labels = content.at("/spec/template/metadata/labels");
    return pods().isObject()
        && !selector.isEmpty()
        && selector.properties().stream()
            .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
  }

  /**
   * @throws IllegalArgumentException when it has a field that its type has not, lacks one that it
   *     needs, or has a value of another type
   */
  void requireOfItsType() {
    String type = content.path("apiVersion").asText() + "/" + kind();
    if (!TYPES.containsKey(type)) {
      throw new IllegalArgumentException("no type is known for " + type);
    }
    JsonElement said = JsonParser.parseString(content.toString());
    // Refuses unknown fields and missing ones.
    Object read = JSON.getGson().fromJson(said, TYPES.get(type));
    requireSame(said, JSON.getGson().toJsonTree(read), this + ":");
  }

  /**
   * What was read takes "3" for a number and 3 for a text, which Kubernetes does not. It also has
   * empty lists of all that was left out.
   */
  private static void requireSame(JsonElement said, JsonElement read, String path) {
    if (said.isJsonObject() && read.isJsonObject()) {
      said.getAsJsonObject()
          .asMap()
          .forEach(
              (name, value) ->
                  requireSame(value, read.getAsJsonObject().get(name), path + "/" + name));
    } else if (said.isJsonArray()
        && read.isJsonArray()
        && said.getAsJsonArray().size() == read.getAsJsonArray().size()) {
      for (int i = 0; i < said.getAsJsonArray().size(); i++) {
        requireSame(said.getAsJsonArray().get(i), read.getAsJsonArray().get(i), path + "/" + i);
      }
    } else if (!said.equals(read)) {
      throw new IllegalArgumentException(path + ": " + said + " is read as " + read);
    }
  }

  @Override
  public String toString() {
    return kind() + " " + name();
  }
}
