package longpoll.dialect;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import longpoll.dialect.file.DeclaredDialect;
import longpoll.dialect.file.DialectFileException;
import longpoll.dialect.file.DialectFiles;

/**
 * The dialects there are: by their names and files in the settings, and out of the data that
 * crosses to the probe process. One more that is code is a line in each of {@link #CODED} and
 * {@link #of}; one more that is a file is a line in {@link DialectFiles}.
 */
public final class Dialects {
  private static final List<Dialect> CODED = List.of(new NativeDialect(), new ArticleDialect());

  private Dialects() {}

  /** The names of those that are shipped, the code first. */
  public static List<String> names() {
    TreeSet<String> files = new TreeSet<>(DialectFiles.shipped());
    List<String> names = new ArrayList<>(CODED.stream().map(Dialect::name).toList());
    names.addAll(files);
    return List.copyOf(names);
  }

  /** Whether the text is meant as the path of a file, as that of a profile is. */
  private static boolean isPath(String text) {
    return text.contains("/") || text.endsWith(".conf");
  }

  /**
   * A shipped dialect by its name, or somebody's own by the path of its file, which has a slash in
   * it or ends in {@code .conf}.
   *
   * @param environment where credentials are taken from
   * @throws IllegalArgumentException when there is no such dialect, or its file cannot be used; the
   *     message says all that is wrong
   */
  public static Dialect named(String name, Map<String, String> environment) {
    for (Dialect dialect : CODED) {
      if (dialect.name().equals(name)) {
        return dialect;
      }
    }
    try {
      return DialectFiles.shipped().contains(name)
          ? DeclaredDialect.parse(DialectFiles.text(name), name, environment)
          : file(name, environment);
    } catch (DialectFileException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Dialect file(String name, Map<String, String> environment) {
    if (!isPath(name)) {
      throw new IllegalArgumentException(
          "no dialect is called "
              + name
              + "; there are "
              + String.join(", ", names())
              + ", and files by their path (with a slash or the ending .conf)");
    }
    try {
      return DeclaredDialect.read(Path.of(name), environment);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new IllegalArgumentException("there is no file '" + name + "'", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("'" + name + "' cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The dialect that a specification describes, whether or not the settings have a name for it.
   *
   * @throws IllegalArgumentException when nothing speaks a dialect of this kind
   */
  public static Dialect of(DialectSpec spec) {
    return switch (spec.kind()) {
      case NativeDialect.KIND -> new NativeDialect();
      case ArticleDialect.KIND -> ArticleDialect.of(spec);
      case DeclaredDialect.KIND -> DeclaredDialect.of(spec);
      default ->
          throw new IllegalArgumentException("no dialect is of the kind '" + spec.kind() + "'");
    };
  }
}
