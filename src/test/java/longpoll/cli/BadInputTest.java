package longpoll.cli;

import static longpoll.fake.EditedRun.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import longpoll.fake.EditedRun;
import longpoll.record.SampleRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One message with the file and the field, the documented exit code, and nothing written. */
class BadInputTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path good;
  private Path bad;
  private Path out;

  @BeforeEach
  void makeRuns() throws IOException {
    good = EditedRun.write(folder, "good");
    bad = EditedRun.write(folder, "bad");
    out = folder.resolve("out");
  }

  @Test
  void aRunThatIsNotThere() {
    assertRefused(folder.resolve("nowhere"), 1, "nowhere: no such run");
  }

  @Test
  void aFolderWithoutARecord() throws IOException {
    Files.delete(bad.resolve("run.json"));
    assertRefused(bad, 1, "bad: neither this folder nor one in it has a run.json");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 1500})
  void aTruncatedRecord(int length) throws IOException {
    String whole = Files.readString(bad.resolve("run.json"));
    Files.writeString(bad.resolve("run.json"), whole.substring(0, length));
    assertRefused(bad, 1, "run.json: not whole JSON at line");
  }

  static Stream<String> foreignRecords() {
    return Stream.of("", "{}", "[1, 2]", "\"text\"", "{\"schemaVersion\": \"1\"}", "null");
  }

  @ParameterizedTest
  @MethodSource("foreignRecords")
  void aForeignRecord(String content) throws IOException {
    Files.writeString(bad.resolve("run.json"), content);
    assertRefused(bad, 1, "run.json: schemaVersion is missing");
  }

  @Test
  void bytesThatAreNoText() throws IOException {
    Files.write(bad.resolve("run.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2});
    assertRefused(bad, 1, "run.json: ");
  }

  @Test
  void aRecordOfANewerSchema() throws IOException {
    edit(record -> record.put("schemaVersion", 2));
    assertRefused(bad, 1, "run.json: schemaVersion is 2, the newest this version can read is 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "status",
        "simulation",
        "settings",
        "environment",
        "target",
        "totals",
        "polls",
        "events",
        "metrics"
      })
  void aRecordWithoutAField(String field) throws IOException {
    edit(record -> record.remove(field));
    assertRefused(bad, 1, "run.json: field " + field + " is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "/status, fine, status",
    "/polls/delivered, many, polls.delivered",
    "/metrics/lag.parked/p99, slow, metrics.lag.parked.p99"
  })
  void aFieldOfAnotherType(String pointer, String value, String field) throws IOException {
    edit(
        record ->
            object(record, JsonPointer.compile(pointer).head().toString())
                .put(pointer.substring(pointer.lastIndexOf('/') + 1), value));
    assertRefused(bad, 1, "run.json: field " + field + " is not what a run record has");
  }

  static List<Arguments> brokenFields() {
    List<Arguments> fields = new ArrayList<>();
    for (String field : leavesAndBlocks()) {
      fields.add(Arguments.of(field, "removed"));
      fields.add(Arguments.of(field, "null"));
      fields.add(Arguments.of(field, "of another type"));
    }
    return fields;
  }

  /** Whatever is wrong with one field, nobody is shown a trace. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("brokenFields")
  void anyFieldThatIsBrokenIsReadOrRefusedInOneLine(String pointer, String how) throws IOException {
    edit(
        record -> {
          JsonPointer at = JsonPointer.compile(pointer);
          if (pointer.startsWith("/api")) {
            record.set("api", JSON.valueToTree(SampleRecords.full().api()));
          }
          ObjectNode parent = (ObjectNode) record.at(at.head());
          String name = at.last().getMatchingProperty();
          switch (how) {
            case "removed" -> parent.remove(name);
            case "null" -> parent.putNull(name);
            default -> parent.putArray(name).addObject().put("x", "y");
          }
        });
    Cli compared = Cli.run("compare", "--base", good, "--cand", bad, "--out", out);
    assertThat(compared.code()).as(compared.err()).isIn(0, 1, 3, 4);
    assertThat(compared.err()).as("one line").hasLineCount(compared.code() == 1 ? 1 : 0);
    assertThat(Files.exists(out)).isEqualTo(compared.code() != 1);
    for (String format : List.of("md", "openmetrics")) {
      Path file = folder.resolve("export");
      Cli exported = Cli.run("export", "--format", format, "--out", file, bad);
      assertThat(exported.code()).as(exported.err()).isIn(0, 1);
      assertThat(exported.err()).as("one line").hasLineCount(exported.code());
      assertThat(Files.deleteIfExists(file)).isEqualTo(exported.code() == 0);
    }
  }

  @Test
  void anEmptyHistogramIsInsufficientAndWrittenAsNull() throws IOException {
    edit(
        record -> {
          ObjectNode lag = object(record, "/metrics/lag.parked");
          lag.put("count", 0);
          List.of("min", "mean", "p50", "p90", "p99", "p999", "max").forEach(lag::putNull);
        });
    Cli compared = Cli.run("compare", "--base", good, "--cand", bad, "--out", out);
    assertThat(compared.code()).isZero();
    assertThat(compared.out())
        .startsWith("Verdict: INSUFFICIENT")
        .contains("lag.parked.p50, lag.parked.p90, lag.parked.p99: not measured in bad");
    JsonNode measure = JSON.readTree(out.resolve("comparison.json").toFile()).at("/measures/0");
    assertThat(measure.get("name").asText()).isEqualTo("lag.parked.p50");
    assertThat(measure.get("verdict").asText()).isEqualTo("insufficient");
    assertThat(measure.at("/base/0").isNumber()).isTrue();
    assertThat(measure.at("/candidate/0").isNull()).isTrue();
    assertThat(measure.get("candidateMedian").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "measures { lag.parked.p98 {} }; measures.lag.parked.p98: unknown measure: did you mean",
        "measures { lag.parked.p99 { relativ = 1% } }; measures.lag.parked.p99.relativ: unknown key",
        "measures { lag.parked.p99 { relative = much } }; relative: a share such as 0.1 or 10%",
        "measures { lag.parked.p99 { absolute = 5 parsecs } }; measures.lag.parked.p99.absolute: ",
        "measures { lag.parked.p99 { relative = -1 } }; relative: must be from 0 to 10",
        "measures = 5; measures: must be a block",
        "confidence = 95; confidence: must be above 0.5 and below 1, but is 95.0",
        "correction = some; correction: must be bonferroni or none, but is 'some'",
        "objectives = [\"lag.parked.p99 <= \"]; objectives: ",
        "objectives = [\"lag.parked.p9 <= 1ms\"]; objectives: unknown measure 'lag.parked.p9'",
        "objectives = 5; objectives: must be a list",
        "gates {}; gates: unknown key: a policy has confidence, correction",
        "measures {; cannot be read"
      })
  void aPolicyThatCannotBeUsed(String content, String message) throws IOException {
    Path policy = Files.writeString(folder.resolve("gate.conf"), content);
    assertPolicyRefused(policy, message);
  }

  @Test
  void aPolicyThatIsNotThere() {
    assertPolicyRefused(folder.resolve("none.conf"), "none.conf: no such file");
    assertPolicyRefused(folder, ": no such file");
  }

  @Test
  void anOutputFolderThatIsAFile() throws IOException {
    Files.writeString(out, "mine");
    Cli compared = Cli.run("compare", "--base", good, "--cand", bad, "--out", out);
    assertThat(compared.code()).isEqualTo(2);
    assertThat(compared.err()).hasLineCount(1).contains("--out " + out + ": is a file");
    assertThat(compared.out()).isEmpty();
    assertThat(out).hasContent("mine");
  }

  @Test
  void anOutputFolderThatSomebodyElseUses() throws IOException {
    Files.createDirectory(out);
    Files.writeString(out.resolve("thesis.tex"), "mine");
    Cli compared = Cli.run("compare", "--base", good, "--cand", bad, "--out", out);
    assertThat(compared.code()).isEqualTo(2);
    assertThat(compared.err()).hasLineCount(1).contains("has files, such as thesis.tex");
    assertThat(out)
        .isDirectoryContaining("glob:**thesis.tex")
        .isDirectoryNotContaining("glob:**json");
  }

  private void assertRefused(Path run, int code, String message) {
    Cli compared = Cli.run("compare", "--base", good, "--cand", run, "--out", out);
    assertThat(compared.code()).as(compared.err()).isEqualTo(code);
    assertThat(compared.err()).hasLineCount(1).startsWith("longpoll compare: ").contains(message);
    assertThat(compared.out()).isEmpty();
    Cli exported = Cli.run("export", "--format", "json", "--out", out, run);
    assertThat(exported.code()).isEqualTo(code);
    assertThat(exported.err()).hasLineCount(1).startsWith("longpoll export: ").contains(message);
    assertThat(out).doesNotExist();
    assertThat(folder.toFile().list()).doesNotContain(".out.part", "out.part");
  }

  private void assertPolicyRefused(Path policy, String message) {
    Cli compared =
        Cli.run("compare", "--base", good, "--cand", bad, "--policy", policy, "--out", out);
    assertThat(compared.code()).as(compared.err()).isEqualTo(2);
    assertThat(compared.err())
        .hasLineCount(1)
        .startsWith("longpoll compare: " + policy)
        .contains(message);
    Cli exported = Cli.run("export", "--format", "junit", "--policy", policy, "--out", out, good);
    assertThat(exported.code()).isEqualTo(2);
    assertThat(exported.err()).hasLineCount(1).contains(message);
    assertThat(out).doesNotExist();
  }

  interface Edit {
    void of(ObjectNode record);
  }

  private void edit(Edit edit) throws IOException {
    Path file = bad.resolve("run.json");
    ObjectNode record = (ObjectNode) JSON.readTree(file.toFile());
    edit.of(record);
    Files.write(file, record.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> leavesAndBlocks() {
    List<String> found = new ArrayList<>();
    JsonNode record = JSON.valueToTree(SampleRecords.full());
    walk("", record, found);
    // One measure of the nine is enough.
    found.removeIf(path -> path.startsWith("/metrics/") && !path.startsWith("/metrics/lag.parked"));
    return found;
  }

  private static void walk(String path, JsonNode node, List<String> found) {
    node.properties()
        .forEach(
            field -> {
              found.add(path + "/" + field.getKey());
              walk(path + "/" + field.getKey(), field.getValue(), found);
            });
  }
}
