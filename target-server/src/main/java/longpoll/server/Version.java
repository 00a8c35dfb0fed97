package longpoll.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version that the build has written beside this class, in the jar as in a class folder. */
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
