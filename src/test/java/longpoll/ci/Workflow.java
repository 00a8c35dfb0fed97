package longpoll.ci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A workflow for GitHub, as its file says. */
record Workflow(String name, JsonNode content) {
  /** Surefire starts tests in their module. */
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final ObjectMapper YAML = YAMLMapper.builder().build();

  static Workflow read(String fileName) {
    return new Workflow(fileName, yaml(".github/workflows/" + fileName));
  }

  static List<Workflow> all() {
    try (Stream<Path> files = Files.list(ROOT.resolve(".github/workflows"))) {
      return files.map(file -> read(file.getFileName().toString())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode yaml(String file) {
    try {
      return YAML.readTree(ROOT.resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    content
        .path("jobs")
        .fields()
        .forEachRemaining(job -> jobs.add(new Job(job.getKey(), job.getValue())));
    return jobs;
  }

  Job job(String id) {
    return jobs().stream().filter(job -> job.id().equals(id)).findFirst().orElseThrow();
  }

  /** Runs on one machine, step by step. */
  record Job(String id, JsonNode content) {
    List<JsonNode> steps() {
      List<JsonNode> steps = new ArrayList<>();
      content.path("steps").forEach(steps::add);
      return steps;
    }

    /** The commands, in order. */
    List<String> commands() {
      return steps().stream()
          .filter(step -> step.has("run"))
          .map(step -> step.get("run").textValue())
          .toList();
    }

    Map<String, String> environment() {
      Map<String, String> environment = new LinkedHashMap<>();
      content
          .path("env")
          .fields()
          .forEachRemaining(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
      return environment;
    }
  }
}
