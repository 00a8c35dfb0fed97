package longpoll.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("run.json");
  }

  @Test
  void aFullRecordIsReadBackAsItWasWritten() throws IOException {
    RunRecords.write(SampleRecords.full(), file);
    assertThat(RunRecords.read(file)).isEqualTo(SampleRecords.full());
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    assertThat(Files.list(folder)).as("nothing is left aside").hasSize(1);
  }

  @Test
  void whatWasNotMeasuredStaysNull() throws IOException {
    RunRecords.write(SampleRecords.sparse(), file);
    RunRecord read = RunRecords.read(file);
    assertThat(read).isEqualTo(SampleRecords.sparse());
    assertThat(read.events().missed()).isNull();
    assertThat(read.metrics().get("lag").p99()).isNull();
    JsonNode tree = JSON.readTree(file.toFile());
    assertThat(tree.at("/events/missed").isNull()).isTrue();
    assertThat(tree.at("/polls/emptyRate").isNull()).isTrue();
  }

  @Test
  void whatCannotBeComputedIsNull() throws IOException {
    ObjectNode tree = JSON.valueToTree(SampleRecords.full());
    ((ObjectNode) tree.get("held")).put("mean", Double.NaN).put("serverMean", 1 / 0.0);
    RunRecord record = JSON.treeToValue(tree, RunRecord.class);
    assertThat(record.held().mean()).isNaN();
    RunRecords.write(record, file);
    assertThat(RunRecords.read(file).held())
        .isEqualTo(new RunRecord.Held(5000.0, null, 5000L, null, 5000L));
  }

  @Test
  void aWholeNumberOfIntendedPollsIsReadAsOlderRecordsHaveIt() throws IOException {
    ObjectNode tree = JSON.valueToTree(SampleRecords.full());
    ((ObjectNode) tree.get("held")).put("intended", 5000);
    JSON.writeValue(file.toFile(), tree);
    assertThat(Files.readString(file)).contains("\"intended\":5000,");
    assertThat(RunRecords.readWhole(file)).isEqualTo(SampleRecords.full());
  }

  @Test
  void aRecordOfBeforeDeliveryWasKeptIsOfBroadcasts() throws IOException {
    RunRecords.write(
        SampleRecords.changed(tree -> ((ObjectNode) tree.get("events")).put("delivery", "queue")),
        file);
    assertThat(RunRecords.read(file).events().delivery()).isEqualTo("queue");

    RunRecords.write(SampleRecords.full(), file);
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"delivery\" : \"broadcast\",", ""));
    assertThat(RunRecords.read(file).events())
        .isEqualTo(SampleRecords.full().events())
        .extracting(RunRecord.Events::delivery)
        .isEqualTo("broadcast");
  }

  @Test
  void reasonsAreFitToBePrintedAlsoWhereAnEarlierVersionWroteThemAsTheyCame() throws IOException {
    RunRecords.write(SampleRecords.full(), file);
    ObjectNode tree = (ObjectNode) JSON.readTree(file.toFile());
    tree.putArray("reasons").add("then \u001b[2J\n\u202eevil").add("x".repeat(100_000));
    ((ObjectNode) tree.get("target")).put("version", "\u009b31m1.0");
    JSON.writeValue(file.toFile(), tree);

    RunRecord read = RunRecords.read(file);
    assertThat(read.reasons().get(0)).isEqualTo("then \ufffd[2J \ufffdevil");
    assertThat(read.reasons().get(1)).hasSizeLessThan(2_010);
    assertThat(read.target().version()).isEqualTo("\ufffd31m1.0");
    assertThat(read.withReasons(List.of("\u0007")).reasons()).endsWith("\ufffd");
  }

  @Test
  void theFileIsTheSameUnderEveryLocale() throws IOException {
    RunRecords.write(SampleRecords.full(), file);
    String expected = Files.readString(file);
    Locale before = Locale.getDefault();
    try {
      for (String tag : List.of("de-DE", "ar-EG-u-nu-arab", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        RunRecords.write(SampleRecords.full(), file);
        assertThat(Files.readString(file)).as(tag).isEqualTo(expected);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void fieldsOfLaterReleasesAreIgnored() throws IOException {
    ObjectNode tree = JSON.valueToTree(SampleRecords.full());
    tree.put("later", 1);
    ((ObjectNode) tree.get("held")).put("later", "x");
    JSON.writeValue(file.toFile(), tree);
    assertThat(RunRecords.read(file)).isEqualTo(SampleRecords.full());
  }

  @Test
  void aRecordWithoutObjectivesHasThemReadFromItsReasons() throws IOException {
    RunRecord read =
        readWithoutObjectives(
            "complete",
            "the server restarted during the run",
            "objective missed: failed polls: required at most 0, actual 4",
            "objective missed: held of intended: required at least 95 %, actual 80 %");
    assertThat(read.objectives())
        .containsExactly(
            new RunRecord.Objective("failed polls", "at most 0", "4", false),
            new RunRecord.Objective("missed events", null, null, true),
            new RunRecord.Objective("duplicated events", null, null, true),
            new RunRecord.Objective("held of intended", "at least 95 %", "80 %", false),
            new RunRecord.Objective("run is valid", "complete", "complete", true));
    assertThat(read.reasons()).as("they stay what they are").hasSize(3);
    assertThat(read.failures()).as("it never knew").isNull();
  }

  @Test
  void anInvalidRecordWithoutObjectivesIsNotValid() throws IOException {
    assertThat(
            readWithoutObjectives(
                    "invalid",
                    "injector queue added 181 ms to p99",
                    "objective missed: run is valid: required complete, actual invalid")
                .objectives())
        .filteredOn(objective -> !objective.met())
        .containsExactly(new RunRecord.Objective("run is valid", "complete", "invalid", false));
  }

  @Test
  void anAbortedRecordWithoutObjectivesToldNothingOfThem() throws IOException {
    assertThat(readWithoutObjectives("aborted", "interrupted").objectives())
        .containsExactly(new RunRecord.Objective("run is valid", "complete", "aborted", false));
  }

  private RunRecord readWithoutObjectives(String status, String... reasons) throws IOException {
    ObjectNode tree = JSON.valueToTree(SampleRecords.full());
    tree.remove(List.of("objectives", "failures"));
    tree.put("status", status);
    tree.set("reasons", JSON.valueToTree(reasons));
    JSON.writeValue(file.toFile(), tree);
    return RunRecords.readWhole(file);
  }

  @Test
  void missedObjectivesAreReasonsExceptOfAnAbortedRun() {
    RunRecord.Objective missed = new RunRecord.Objective("held", "at least 95 %", "80 %", false);
    RunRecord.Objective met = new RunRecord.Objective("failed polls", "at most 0", "0", true);

    RunRecord judged = SampleRecords.full().judgedBy(List.of(missed, met));
    assertThat(judged.objectives()).containsExactly(missed, met);
    assertThat(judged.reasons())
        .containsExactly("objective missed: held: required at least 95 %, actual 80 %");
    assertThat(SampleRecords.sparse().judgedBy(List.of(missed)).reasons())
        .isEqualTo(SampleRecords.sparse().reasons());
  }

  @Test
  void aMissingFileIsNamed() {
    refused("no such file");
  }

  @Test
  void anEmptyFileIsNotARunRecord() throws IOException {
    Files.writeString(file, "");
    refused("schemaVersion is missing");
  }

  @Test
  void aTruncatedFileIsNamedByPlace() throws IOException {
    RunRecords.write(SampleRecords.full(), file);
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    refused("not whole JSON at line");
  }

  @Test
  void anotherKindOfFileIsNotARunRecord() throws IOException {
    Files.writeString(file, "{\"name\": \"something else\"}");
    refused("schemaVersion is missing or not a whole number: this is not a run record");
    Files.writeString(file, "PK\u0003\u0004");
    refused("not whole JSON at line 1");
    Files.writeString(file, "[1, 2]");
    refused("this is not a run record");
  }

  @Test
  void aNewerVersionSaysWhatCanReadIt() throws IOException {
    Files.writeString(file, "{\"schemaVersion\": 7}");
    refused("schemaVersion is 7", "newest this version can read is 1", "later one");
  }

  @Test
  void aFieldOfTheWrongTypeIsNamed() throws IOException {
    ObjectNode tree = JSON.valueToTree(SampleRecords.full());
    ((ObjectNode) tree.at("/metrics/lag")).put("p99", "slow");
    JSON.writeValue(file.toFile(), tree);
    refused("field metrics.lag.p99");

    tree = JSON.valueToTree(SampleRecords.full());
    tree.put("status", "fine");
    JSON.writeValue(file.toFile(), tree);
    refused("field status");
  }

  @Test
  void aMissingCountIsNotZeroToWhoReckonsWithIt() throws IOException {
    RunRecords.write(SampleRecords.full(), file);
    assertThat(RunRecords.readWhole(file)).isEqualTo(SampleRecords.full());
    JsonNode tree = JSON.readTree(file.toFile());
    ((ObjectNode) tree.get("polls")).remove("gap");
    Files.writeString(file, tree.toString());

    assertThat(RunRecords.read(file).polls().gap()).isZero();
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> RunRecords.readWhole(file))
        .withMessageContaining("field polls.gap is not what a run record has");
  }

  @Test
  void aRepeatedFieldIsRefused() throws IOException {
    Files.writeString(file, "{\"schemaVersion\": 1, \"schemaVersion\": 1}");
    refused("schemaVersion");
  }

  private void refused(String... parts) {
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> RunRecords.read(file))
        .withMessageStartingWith(file.toString())
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
