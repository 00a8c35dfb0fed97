package longpoll.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The project's version, which the build writes beside this class, for the jar as for a class
 * folder.
 */
final class Version {
  static final String TEXT = read();

  private Version() {}

  private static String read() {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      Properties version = new Properties();
      version.load(in);
      return version.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties is part of the server", e);
    }
  }
}
