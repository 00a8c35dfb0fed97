package longpoll.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers without the dust of binary arithmetic: twelve significant digits, more than any
 * measurement has, and neither exponent nor a point that nothing follows.
 */
final class Decimal {
  private static final MathContext DIGITS = new MathContext(12, RoundingMode.HALF_EVEN);

  private Decimal() {}

  static String text(double value) {
    BigDecimal rounded = new BigDecimal(Double.toString(value)).round(DIGITS);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** Makes Jackson write them. */
  static Module module() {
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
      out.writeNumber(text(value));
    }
  }
}
