package longpoll.measure;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.settings.Rearm;

/**
 * Snapshots and their parts as JSON, on one line. The same value is always the same text.
 * Thread-safe.
 */
public final class RunSnapshots {
  /**
   * Of a snapshot in characters. One of an hour has some hundred thousand; the plan of a week on
   * many channels some ten millions.
   */
  private static final long LONGEST = 1L << 28;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxDocumentLength(LONGEST).build())
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .visibility(PropertyAccessor.ALL, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
          .addModule(
              new SimpleModule()
                  .addSerializer(Duration.class, new AsText<>(Duration.class))
                  .addDeserializer(Duration.class, new FromText<>(Duration.class, Duration::parse))
                  .addSerializer(Rearm.class, new AsText<>(Rearm.class))
                  .addDeserializer(Rearm.class, new FromText<>(Rearm.class, Rearm::parse))
                  .addSerializer(OptionalLong.class, new NumberOrNull())
                  .addDeserializer(OptionalLong.class, new FromNumberOrNull()))
          .build();

  private RunSnapshots() {}

  /**
   * @param value a snapshot, or what is part of one
   */
  public static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON can be made of " + value, e);
    }
  }

  /** Writes a snapshot, compressed. */
  public static void write(RunSnapshot run, Path file) throws IOException {
    RunFolder.writeAside(
        file,
        aside -> {
          try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(aside))) {
            JSON.writeValue(out, run);
          }
        });
  }

  /**
   * @throws RecordException when the file is missing, truncated or no snapshot
   */
  public static RunSnapshot read(Path file) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      // Reads to the end, where the checksum is.
      RunSnapshot run =
          JSON.readerFor(RunSnapshot.class)
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readValue(in);
      if (run == null) {
        throw new RecordException(file, "empty: it is not what one of several injectors measured");
      }
      return run;
    } catch (NoSuchFileException e) {
      throw new RecordException(
          file, "no such file: an injector that was given longpoll.shard writes one", e);
    } catch (JsonProcessingException | EOFException | ZipException e) {
      String why =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw new RecordException(
          file, "not whole, or not what one of several injectors measured: " + why, e);
    } catch (IOException e) {
      throw new RecordException(file, "cannot be read: " + e, e);
    }
  }

  /**
   * @throws IllegalArgumentException when it is no such value
   */
  public static <T> T parse(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  private static final class AsText<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;

    AsText(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.toString());
    }
  }

  private static final class FromText<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> parse;

    FromText(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return parse.apply(in.getText());
    }
  }

  private static final class NumberOrNull extends StdSerializer<OptionalLong> {
    private static final long serialVersionUID = 1L;

    NumberOrNull() {
      super(OptionalLong.class);
    }

    @Override
    public void serialize(OptionalLong value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (value.isPresent()) {
        out.writeNumber(value.getAsLong());
      } else {
        out.writeNull();
      }
    }
  }

  private static final class FromNumberOrNull extends StdDeserializer<OptionalLong> {
    private static final long serialVersionUID = 1L;

    FromNumberOrNull() {
      super(OptionalLong.class);
    }

    @Override
    public OptionalLong deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return OptionalLong.of(in.getLongValue());
    }

    @Override
    public OptionalLong getNullValue(DeserializationContext context) {
      return OptionalLong.empty();
    }
  }
}
