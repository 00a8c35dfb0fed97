package longpoll.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import longpoll.record.RunRecord.Objective;

/** Reads and writes {@code run.json}. Thread-safe. */
public final class RunRecords {
  /**
   * Of newer versions we know only that they are newer; unknown fields within a version are later
   * additions.
   */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .addModule(new SimpleModule().addSerializer(Double.class, new NullUnlessFinite()))
          .build();

  /** The objectives of records that have none of their own, and how their reasons tell a miss. */
  private static final List<String> EARLIER_OBJECTIVES =
      List.of("failed polls", "missed events", "duplicated events", "held of intended");

  private static final String EARLIER_VALID = "run is valid";
  private static final Pattern EARLIER_MISS =
      Pattern.compile("objective missed: (.+?): required (.+?), actual (.+)", Pattern.DOTALL);

  private RunRecords() {}

  public static void write(RunRecord record, Path runJson) throws IOException {
    RunFolder.writeAside(
        runJson,
        aside -> {
          byte[] json = JSON.writeValueAsBytes(record);
          byte[] line = new byte[json.length + 1];
          System.arraycopy(json, 0, line, 0, json.length);
          line[json.length] = '\n';
          Files.write(aside, line);
        });
  }

  /**
   * @throws RecordException when the file is missing, truncated, not a run record, or of a newer
   *     version
   */
  public static RunRecord read(Path runJson) {
    return read(runJson, JSON.readerFor(RunRecord.class));
  }

  /**
   * Reads a record whose numbers are to be reckoned with: a count that is missing is not 0.
   *
   * @throws RecordException as {@link #read}, and when a number is missing that every run has
   */
  public static RunRecord readWhole(Path runJson) {
    return read(
        runJson,
        JSON.readerFor(RunRecord.class).with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES));
  }

  private static RunRecord read(Path runJson, ObjectReader reader) {
    try {
      JsonNode tree = JSON.readTree(Files.readAllBytes(runJson));
      JsonNode version = tree.path("schemaVersion");
      if (!version.isInt()) {
        throw new RecordException(
            runJson, "schemaVersion is missing or not a whole number: this is not a run record");
      }
      if (version.intValue() > RunRecord.SCHEMA_VERSION) {
        throw new RecordException(
            runJson,
            "schemaVersion is "
                + version.intValue()
                + ", the newest this version can read is "
                + RunRecord.SCHEMA_VERSION
                + ": read it with the release that wrote it, or a later one");
      }
      return withObjectives(reader.readValue(tree));
    } catch (NoSuchFileException e) {
      throw new RecordException(runJson, "no such file: a run folder has a run.json", e);
    } catch (JsonMappingException e) {
      throw new RecordException(
          runJson, "field " + fieldOf(e) + " is not what a run record has: " + firstLine(e), e);
    } catch (JsonProcessingException e) {
      throw new RecordException(
          runJson, "not whole JSON" + place(e.getLocation()) + ": " + firstLine(e), e);
    } catch (IOException e) {
      throw new RecordException(runJson, "cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * A record of before objectives were kept told a miss in its reasons only; what was required
   * where an objective was met is not known any more. Of an aborted run it told nothing.
   */
  private static RunRecord withObjectives(RunRecord record) {
    if (record.objectives() != null || record.status() == null) {
      return record;
    }
    Map<String, Objective> derived = new LinkedHashMap<>();
    if (record.status() != RunStatus.ABORTED) {
      EARLIER_OBJECTIVES.forEach(name -> derived.put(name, new Objective(name, null, null, true)));
    }
    boolean complete = record.status() == RunStatus.COMPLETE;
    derived.put(
        EARLIER_VALID,
        new Objective(EARLIER_VALID, RunStatus.COMPLETE.word(), record.status().word(), complete));
    for (String reason : record.reasons() == null ? List.<String>of() : record.reasons()) {
      Matcher miss = EARLIER_MISS.matcher(reason);
      if (miss.matches()) {
        derived.put(
            miss.group(1), new Objective(miss.group(1), miss.group(2), miss.group(3), false));
      }
    }
    return record.withObjectives(new ArrayList<>(derived.values()));
  }

  private static String fieldOf(JsonMappingException e) {
    StringBuilder field = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() != null) {
        field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
      } else {
        field.append('[').append(step.getIndex()).append(']');
      }
    }
    return field.isEmpty() ? "(top)" : field.toString();
  }

  private static String place(JsonLocation at) {
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }

  /** JSON has no number for what cannot be computed; Jackson would write the word NaN. */
  private static final class NullUnlessFinite extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    NullUnlessFinite() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }
}
