package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Compares text with a stored file, under several default locales. After a wanted change, run the
 * tests once with {@code -Dlongpoll.golden=write} and review the difference.
 */
public final class Golden {
  private static final List<String> LOCALES = List.of("en-US", "de-DE", "ar-EG-u-nu-arab", "tr-TR");
  private static final Path SOURCES = Path.of("src/test/resources/longpoll/report");

  private Golden() {}

  /** Asserts that {@code text} gives the content of {@code file} under each locale. */
  public static void check(String file, Callable<String> text) throws Exception {
    Locale before = Locale.getDefault();
    try {
      for (String tag : LOCALES) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        String actual = text.call();
        if ("write".equals(System.getProperty("longpoll.golden"))) {
          Files.createDirectories(SOURCES);
          Files.writeString(SOURCES.resolve(file), actual);
        } else {
          assertThat(actual).as("%s under %s", file, tag).isEqualTo(stored(file));
        }
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String stored(String file) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream(file)) {
      assertThat(in).as("golden file %s", file).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
