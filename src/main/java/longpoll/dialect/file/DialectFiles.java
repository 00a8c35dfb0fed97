package longpoll.dialect.file;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds and reads dialect files: the shipped ones by name, others by path. */
public final class DialectFiles {
  /** The shipped ones. A new one is a file in {@code longpoll/dialect/} and its name here. */
  private static final List<String> SHIPPED =
      List.of(
          "apollo",
          "bayeux",
          "consul",
          "couchdb",
          "dropbox",
          "durable-streams",
          "golongpoll",
          "nchan",
          "phoenix",
          "signalr",
          "sqs",
          "telegram");

  private static final long LARGEST = 1 << 20;

  private DialectFiles() {}

  public static List<String> shipped() {
    return SHIPPED;
  }

  /**
   * @throws DialectFileException when it cannot be used with this environment
   * @throws IllegalArgumentException when no such dialect is shipped
   */
  public static FileDialect shipped(String name, Map<String, String> environment) {
    return parse(text(name), name, environment);
  }

  /** The text of a shipped file, to start one's own from. */
  public static String text(String name) {
    if (!SHIPPED.contains(name)) {
      throw new IllegalArgumentException(
          "no dialect file is called " + name + "; there are " + String.join(", ", SHIPPED));
    }
    try (InputStream in =
        DialectFiles.class.getResourceAsStream("/longpoll/dialect/" + name + ".conf")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws DialectFileException when it cannot be used
   * @throws IOException when it cannot be read
   */
  public static FileDialect read(Path file, Map<String, String> environment) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (Files.size(file) > LARGEST) {
      throw new DialectFileException(
          name, List.of(new Mistake("", -1, "is larger than " + LARGEST + " bytes")));
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (MalformedInputException e) {
      throw new DialectFileException(name, List.of(new Mistake("", -1, "is not UTF-8")));
    }
    return parse(text, name, environment);
  }

  /**
   * @param name shown in messages and records; an ending {@code .conf} is left out in the latter
   */
  public static FileDialect parse(String text, String name, Map<String, String> environment) {
    Config config = config(text, name);
    Mistake.Collector mistakes = new Mistake.Collector();
    Secrets secrets = new Secrets(environment);
    Section root = new Section(config.root(), "", mistakes);
    String plain = name.endsWith(".conf") ? name.substring(0, name.length() - 5) : name;
    FileDialect dialect = new SpecReader(root, secrets).read(plain);
    if (!mistakes.isEmpty()) {
      throw new DialectFileException(
          name,
          mistakes.all().stream()
              .map(m -> new Mistake(m.path(), m.line(), secrets.mask(m.problem())))
              .toList());
    }
    return dialect;
  }

  /**
   * HOCON's own substitutions may not reach the environment: what they bring in is not known to be
   * secret.
   */
  private static Config config(String text, String name) {
    try {
      return ConfigFactory.parseString(
              text,
              ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setOriginDescription(name))
          .resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(false));
    } catch (ConfigException.UnresolvedSubstitution e) {
      throw mistake(
          name,
          e,
          "a substitution outside of quotes names nothing in this file: values of the harness and"
              + " of the environment go into quotes, as in \"${channel}\" and \"${env.TOKEN}\"");
    } catch (ConfigException e) {
      throw mistake(name, e, "is not HOCON");
    }
  }

  private static DialectFileException mistake(String name, ConfigException e, String problem) {
    int line = e.origin() == null ? -1 : e.origin().lineNumber();
    String detail = longpoll.text.Excerpt.sentence(e.getMessage());
    return new DialectFileException(
        name, List.of(new Mistake("", line, problem + " (" + detail + ")")));
  }
}
