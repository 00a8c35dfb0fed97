package longpoll.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import longpoll.text.Numbers;

/** JSON for people and programs: two spaces, line feeds on every system, plain decimals. */
final class Json {
  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .addModule(numbers())
          .build()
          .writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

  private Json() {}

  static String text(Object value) {
    try {
      return WRITER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of ours can always be written", e);
    }
  }

  /** Makes Jackson write numbers as {@link Numbers#exact} has them. */
  static Module numbers() {
    return new SimpleModule()
        .addSerializer(Double.class, new Serializer())
        .addSerializer(double.class, new Serializer());
  }

  private static final class Serializer extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    Serializer() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeNumber(Numbers.exact(value));
    }
  }
}
