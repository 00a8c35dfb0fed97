package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.Callable;

/**
 * Compares text with a stored file, under several default locales, each with a default time zone of
 * its own. After a wanted change, run the tests once with {@code -Dlongpoll.golden=write} and
 * review the difference.
 */
public final class Golden {
  private static final List<String> LOCALES = List.of("en-US", "de-DE", "ar-EG-u-nu-arab", "tr-TR");
  private static final List<String> ZONES =
      List.of("UTC", "America/St_Johns", "Asia/Kathmandu", "Pacific/Kiritimati");
  private static final Path SOURCES = Path.of("test/resources");

  private Golden() {}

  /** Asserts that {@code text} gives the content of {@code file} under each locale. */
  public static void check(String file, Callable<String> text) throws Exception {
    check(Golden.class, file, text);
  }

  /**
   * The same, for a file of another package.
   *
   * @param beside a class of the package
   */
  public static void check(Class<?> beside, String file, Callable<String> text) throws Exception {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      for (int i = 0; i < LOCALES.size(); i++) {
        Locale.setDefault(Locale.forLanguageTag(LOCALES.get(i)));
        TimeZone.setDefault(TimeZone.getTimeZone(ZONES.get(i)));
        String actual = text.call();
        if ("write".equals(System.getProperty("longpoll.golden"))) {
          Path stored = SOURCES.resolve(beside.getPackageName().replace('.', '/')).resolve(file);
          Files.createDirectories(stored.getParent());
          Files.writeString(stored, actual);
        } else {
          assertThat(actual)
              .as("%s under %s", file, LOCALES.get(i))
              .isEqualTo(stored(beside, file));
        }
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  private static String stored(Class<?> beside, String file) throws IOException {
    try (InputStream in = beside.getResourceAsStream(file)) {
      assertThat(in).as("golden file %s", file).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
