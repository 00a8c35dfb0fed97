package longpoll.dialect.file;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import longpoll.dialect.file.DialectFileException.Mistake;
import longpoll.text.Excerpt;

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
    return resource(name);
  }

  static String resource(String name) {
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
    return parse(text(file), String.valueOf(file.getFileName()), environment);
  }

  /** The text of somebody's own file. */
  static String text(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(String.valueOf(file));
    }
    if (Files.size(file) > LARGEST) {
      throw new DialectFileException(
          name, List.of(new Mistake("", -1, "is larger than " + LARGEST + " bytes")));
    }
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new DialectFileException(name, List.of(new Mistake("", -1, "is not UTF-8")));
    }
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
              ConfigParseOptions.defaults()
                  .setSyntax(ConfigSyntax.CONF)
                  .setOriginDescription(name)
                  .setIncluder(new NoIncludes()))
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
    String detail = Excerpt.sentence(e.getMessage());
    return new DialectFileException(
        name, List.of(new Mistake("", line, problem + " (" + detail + ")")));
  }

  /** A dialect is one file: an include could fetch from anywhere. */
  private static final class NoIncludes
      implements ConfigIncluder, ConfigIncluderURL, ConfigIncluderFile, ConfigIncluderClasspath {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      throw new ConfigException.Generic("include of " + what + ": a dialect is one file");
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      return include(context, what.toString());
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return include(context, what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      return include(context, what);
    }
  }
}
