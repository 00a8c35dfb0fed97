package longpoll.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import longpoll.settings.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests, without a cluster: against the types that Kubernetes publishes, and as each
 * overlay makes them, where there is a {@code kubectl}.
 */
@Timeout(60)
class ManifestsTest {
  private static final Path DEPLOY = Workflow.ROOT.resolve("deploy");
  private static final List<String> OVERLAYS =
      List.of("base", "overlays/kind", "overlays/foreign-target", "overlays/large");

  @TempDir private Path directory;

  static Stream<Manifest> files() throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    for (String file : List.of("server.yaml", "collector.yaml", "injectors.yaml")) {
      manifests.addAll(Manifest.read(Files.readString(DEPLOY.resolve("base").resolve(file))));
    }
    return manifests.stream();
  }

  static List<String> overlays() {
    return OVERLAYS;
  }

  @ParameterizedTest
  @MethodSource("files")
  void aManifestIsOfATypeThatKubernetesPublishes(Manifest manifest) {
    manifest.requireOfItsType();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{backofLimit: 0, template: {spec: {containers: [{name: a}]}}}",
        "{template: {spec: {containers: [{name: a, volumeMount: []}]}}}",
        "{template: {spec: {containers: [{image: a}]}}}",
        "{completions: \"3\", template: {spec: {containers: [{name: a}]}}}",
        "{template: {spec: {containers: [{name: a, env: [{name: N, value: 3}]}]}}}",
        "{backoffLimit: 0}"
      })
  void whatKubernetesWouldNotTakeIsFound(String spec) {
    Manifest manifest =
        Manifest.read("{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: " + spec + "}")
            .get(0);

    assertThatThrownBy(manifest::requireOfItsType).isInstanceOf(RuntimeException.class);
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void anOverlayMakesManifestsThatKubernetesTakes(String overlay) throws Exception {
    for (Manifest manifest : kustomized(overlay)) {
      manifest.requireOfItsType();
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void itsNumbersBelongTogether(String overlay) throws Exception {
    List<Manifest> all = kustomized(overlay);
    JsonNode numbers = named(all, "ConfigMap", "longpoll").content().path("data");
    int injectors = numbers.path("INJECTORS").asInt();
    JsonNode job = named(all, "Job", "longpoll-injectors").content().path("spec");
    assertThat(injectors).isPositive();
    assertThat(job.path("completionMode").asText()).isEqualTo("Indexed");
    for (String field : List.of("completions", "parallelism", "maxFailedIndexes")) {
      assertThat(job.path(field).asInt()).as(field).isEqualTo(injectors);
    }
    assertThat(job.path("backoffLimitPerIndex").asInt(-1)).isZero();
    assertThat(job.toString()).contains("env/$(INJECTORS)");
    Manifest collector = named(all, "Job", "longpoll-collector");
    assertThat(collector.content().path("spec").path("backoffLimit").asInt(-1)).isZero();
    assertThat(collector.pods().toString()).contains("--of=$(INJECTORS)");

    Settings load = load(all, injectors);
    assertThat(load.shard().shards()).isEqualTo(injectors);
    Duration run = load.total();
    Duration start = duration(numbers, "START_DEADLINE");
    Duration collect = duration(numbers, "COLLECT_DEADLINE");
    assertThat(collect).isGreaterThan(start.plus(run));
    assertThat(seconds(numbers, "LIMIT_SECONDS"))
        .isGreaterThan(collect.plus(seconds(numbers, "LONGPOLL_LINGER")));
    assertThat(seconds(numbers, "GRACE_SECONDS")).isGreaterThan(load.hold().plusSeconds(10));
    for (Manifest manifest : all) {
      if (manifest.kind().equals("Job")) {
        assertThat(manifest.content().path("spec").path("activeDeadlineSeconds").asLong())
            .isEqualTo(seconds(numbers, "LIMIT_SECONDS").toSeconds());
        assertThat(manifest.pods().path("terminationGracePeriodSeconds").asLong())
            .isEqualTo(seconds(numbers, "GRACE_SECONDS").toSeconds());
      }
    }
  }

  /** A hold limit that the server does not have would make every 204 early, or the run invalid. */
  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/kind", "overlays/large"})
  void theServerHoldsAsLongAsTheLoadAsks(String overlay) throws Exception {
    List<Manifest> all = kustomized(overlay);
    String options = loadFiles(all).path("server.options").asText();

    assertThat(options.lines())
        .contains("--hold=" + Units.format(load(all, 2).hold()))
        .allMatch(line -> line.matches("#.*|--[a-z-]+=\\S+"));
    assertThat(named(all, "Service", "longpoll-server").content().toString()).contains("8000");
    assertThat(load(all, 2).target().orElseThrow()).hasToString("http://longpoll-server:8000/poll");
  }

  @Test
  void aForeignTargetNeedsNoServerOfOurs() throws Exception {
    List<Manifest> all = kustomized("overlays/foreign-target");

    assertThat(all).extracting(Manifest::kind).doesNotContain("Deployment");
    assertThat(all.toString()).doesNotContain("longpoll-server");
    assertThat(named(all, "Job", "longpoll-injectors").pods().toString())
        .doesNotContain("longpoll-server:8000/health");
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void podsMeetTheRestrictedStandardAndAreNotDisturbed(String overlay) throws Exception {
    for (Manifest manifest : kustomized(overlay)) {
      JsonNode pods = manifest.pods();
      if (pods.isMissingNode()) {
        continue;
      }
      assertThat(pods.path("automountServiceAccountToken").asBoolean(true)).isFalse();
      assertThat(pods.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
      assertThat(pods.path("securityContext").path("runAsUser").asInt()).isPositive();
      assertThat(pods.path("securityContext").path("seccompProfile").path("type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(
              manifest
                  .content()
                  .at("/spec/template/metadata/annotations")
                  .path("cluster-autoscaler.kubernetes.io/safe-to-evict")
                  .asText())
          .isEqualTo("false");
      if (manifest.kind().equals("Job")) {
        assertThat(pods.path("restartPolicy").asText()).isEqualTo("Never");
      }
      for (JsonNode container : manifest.containers()) {
        JsonNode security = container.path("securityContext");
        assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.path("capabilities").path("drop").toString()).isEqualTo("[\"ALL\"]");
        JsonNode limits = container.path("resources").path("limits");
        assertThat(limits).isEqualTo(container.path("resources").path("requests"));
        assertThat(limits.path("cpu").asText()).isNotIn("", "0");
        assertThat(limits.path("memory").asText()).isNotIn("", "0");
        assertThat(container.path("args").path(0).asText())
            .isIn("injector", "server", "collector", "await");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void aServiceLeadsToAPortOfOneManifestsPodsHoweverSlowTheyAre(String overlay) throws Exception {
    List<Manifest> all = kustomized(overlay);
    for (Manifest service : all) {
      if (!service.kind().equals("Service")) {
        continue;
      }
      JsonNode spec = service.content().path("spec");
      List<Manifest> chosen =
          all.stream().filter(manifest -> manifest.hasPodsOf(spec.path("selector"))).toList();
      assertThat(chosen).as(service.name()).hasSize(1);
      assertThat(chosen.get(0).containers().get(0).at("/ports/0/name"))
          .isEqualTo(spec.at("/ports/0/targetPort"));
      assertThat(spec.path("publishNotReadyAddresses").asBoolean()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void injectorsAreSpreadOverNodes(String overlay) throws Exception {
    Manifest job = named(kustomized(overlay), "Job", "longpoll-injectors");
    JsonNode spread = job.pods().at("/topologySpreadConstraints/0");
    assertThat(spread.path("topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
    assertThat(job.hasPodsOf(spread.at("/labelSelector/matchLabels"))).isTrue();
  }

  @Test
  void injectorsAndServerOfTheLargeLoadShareNoNode() throws Exception {
    List<Manifest> all = kustomized("overlays/large");
    JsonNode required =
        named(all, "Job", "longpoll-injectors")
            .pods()
            .at("/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/0");
    assertThat(required.path("topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
    JsonNode components = required.at("/labelSelector/matchExpressions/0");
    assertThat(components.path("key").asText()).isEqualTo("app.kubernetes.io/component");
    assertThat(components.path("operator").asText()).isEqualTo("In");
    assertThat(components.path("values").toString()).isEqualTo("[\"injector\",\"server\"]");
    for (String name : List.of("longpoll-injectors", "longpoll-server")) {
      Manifest manifest =
          all.stream()
              .filter(one -> one.pods().isObject() && one.name().equals(name))
              .findFirst()
              .orElseThrow();
      assertThat(manifest.hasPodsOf(required.at("/labelSelector/matchLabels"))).isTrue();
      assertThat(components.path("values"))
          .contains(
              manifest
                  .content()
                  .at("/spec/template/metadata/labels")
                  .path("app.kubernetes.io/component"));
    }
  }

  /** The whole load, or a share of it, read as an injector reads it. */
  private Settings load(List<Manifest> all, int injectors) throws IOException {
    Path profile =
        Files.writeString(
            directory.resolve("load.conf"), loadFiles(all).path("load.conf").asText());
    JsonNode numbers = named(all, "ConfigMap", "longpoll").content().path("data");
    return new SettingsLoader(directory)
        .load(
            Map.of(
                "longpoll.profile",
                profile.toString(),
                "longpoll.shard",
                "0/" + injectors,
                "longpoll.barrier",
                numbers.path("LONGPOLL_COLLECTOR").asText() + "/barrier",
                "longpoll.barrier-timeout",
                numbers.path("START_DEADLINE").asText()));
  }

  private static JsonNode loadFiles(List<Manifest> all) {
    return named(all, "ConfigMap", "longpoll-load").content().path("data");
  }

  private static Duration duration(JsonNode numbers, String name) {
    return Units.parseDuration(numbers.path(name).asText());
  }

  private static Duration seconds(JsonNode numbers, String name) {
    return Duration.ofSeconds(numbers.path(name).asLong());
  }

  private static Manifest named(List<Manifest> all, String kind, String name) {
    return all.stream()
        .filter(manifest -> manifest.kind().equals(kind) && manifest.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What {@code kubectl apply -k} would send. */
  private static List<Manifest> kustomized(String overlay) throws Exception {
    String version = said("kubectl", "version", "--client");
    assumeTrue(
        version.contains("Kustomize Version: v5"),
        "kubectl with kustomize 5 is not installed: the overlays are not made");
    return Manifest.read(said("kubectl", "kustomize", DEPLOY.resolve(overlay).toString()));
  }

  /** What a command prints; nothing where it is not installed. */
  private static String said(String... command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      return "";
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    return said;
  }
}
