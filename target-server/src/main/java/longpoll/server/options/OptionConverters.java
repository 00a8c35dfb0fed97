package longpoll.server.options;

import java.time.Duration;
import java.util.Locale;
import longpoll.server.schedule.ScheduleKind;
import longpoll.server.text.Units;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads option values; the message of a bad one says what it must be and what it is. */
public final class OptionConverters {
  /** A number of bytes. */
  public record Size(long bytes) {}

  private OptionConverters() {}

  public static void registerWith(CommandLine line) {
    line.registerConverter(Duration.class, OptionConverters::duration);
    line.registerConverter(Size.class, OptionConverters::size);
    line.registerConverter(ScheduleKind.class, OptionConverters::scheduleKind);
  }

  private static Duration duration(String text) {
    Duration duration = Units.duration(text);
    if (duration == null) {
      throw new TypeConversionException(
          "must be " + Units.DURATION_FORM + ", but is '" + text + "'");
    }
    return duration;
  }

  private static Size size(String text) {
    long bytes = Units.bytes(text);
    if (bytes < 0) {
      throw new TypeConversionException("must be " + Units.SIZE_FORM + ", but is '" + text + "'");
    }
    return new Size(bytes);
  }

  private static ScheduleKind scheduleKind(String text) {
    try {
      return ScheduleKind.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "must be " + String.join("|", ScheduleKind.names()) + ", but is '" + text + "'");
    }
  }
}
