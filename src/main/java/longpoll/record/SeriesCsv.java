package longpoll.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads and writes {@code series.csv}: a header, then one row a second, comma-separated, decimal
 * points whatever the locale, an empty field for what was not measured. Columns are found by name,
 * so that later versions may add some. Thread-safe.
 */
public final class SeriesCsv {
  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.EMPTY_STRING_AS_NULL)
          .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(new SimpleModule().addSerializer(Double.class, new FourDecimals()))
          .build();

  private static final List<String> COLUMNS =
      Arrays.stream(SeriesRow.class.getRecordComponents()).map(part -> part.getName()).toList();

  private static final ObjectWriter WRITER =
      CSV.writer(
          CsvSchema.builder()
              .addColumns(COLUMNS, CsvSchema.ColumnType.NUMBER_OR_STRING)
              .setLineSeparator("")
              .build());

  private static final ObjectReader READER =
      CSV.readerFor(SeriesRow.class).with(CsvSchema.emptySchema().withHeader());

  private SeriesCsv() {}

  public static String header() {
    return String.join(",", COLUMNS);
  }

  /** One row, without the end of line. */
  public static String line(SeriesRow row) {
    try {
      return WRITER.writeValueAsString(row);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a row that cannot be written: " + row, e);
    }
  }

  /**
   * @throws RecordException when the file is missing, or names the line and column that cannot be
   *     read
   */
  public static List<SeriesRow> read(Path csv) {
    requireColumns(csv);
    List<SeriesRow> plain = plain(csv);
    if (plain != null) {
      return plain;
    }
    try (BufferedReader in = Files.newBufferedReader(csv);
        MappingIterator<SeriesRow> rows = READER.readValues(in)) {
      List<SeriesRow> all = new ArrayList<>();
      while (rows.hasNextValue()) {
        all.add(rows.nextValue());
      }
      return all;
    } catch (JsonProcessingException e) {
      throw new RecordException(csv, problem(e), e);
    } catch (IOException e) {
      throw new RecordException(csv, "cannot be read: " + e, e);
    }
  }

  private static List<SeriesRow> plain(Path csv) {
    try {
      return PlainSeries.read(csv, COLUMNS);
    } catch (IOException e) {
      throw new RecordException(csv, "cannot be read: " + e, e);
    }
  }

  private static void requireColumns(Path csv) {
    try (BufferedReader in = Files.newBufferedReader(csv)) {
      String header = in.readLine();
      if (header == null || header.isBlank()) {
        throw new RecordException(csv, "empty: a header line was expected");
      }
      Set<String> missing = new HashSet<>(COLUMNS);
      Arrays.asList(header.split(",")).forEach(name -> missing.remove(name.strip()));
      COLUMNS.stream()
          .filter(missing::contains)
          .findFirst()
          .ifPresent(
              column -> {
                throw new RecordException(csv, "column " + column + " is missing");
              });
    } catch (NoSuchFileException e) {
      throw new RecordException(csv, "no such file: a run folder has a series.csv", e);
    } catch (IOException e) {
      throw new RecordException(csv, "cannot be read: " + e, e);
    }
  }

  private static String problem(JsonProcessingException e) {
    String line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr();
    String column =
        e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
            ? ", column " + mapping.getPath().get(mapping.getPath().size() - 1).getFieldName()
            : "";
    return line + column + what(e);
  }

  private static String what(JsonProcessingException e) {
    if (e instanceof InvalidFormatException format) {
      return " is not a number: " + format.getValue();
    }
    if (e instanceof MismatchedInputException mismatch && !mismatch.getPath().isEmpty()) {
      return " is empty";
    }
    return ": " + e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private static final class FourDecimals extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    FourDecimals() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP));
      } else {
        out.writeNull();
      }
    }
  }
}
