package longpoll.dialect;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The dialects there are: by their names in the settings, and out of the data that crosses to the
 * probe process. A new one is one line in each of {@link #SHIPPED} and {@link #of}.
 */
public final class Dialects {
  private static final List<Dialect> SHIPPED = List.of(new NativeDialect(), new ArticleDialect());

  private Dialects() {}

  public static List<String> names() {
    return SHIPPED.stream().map(Dialect::name).toList();
  }

  /**
   * @throws IllegalArgumentException when there is no such dialect; the message lists those there
   *     are
   */
  public static Dialect named(String name) {
    return SHIPPED.stream()
        .filter(dialect -> dialect.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no dialect is called "
                        + name
                        + "; there are "
                        + names().stream().collect(Collectors.joining(", "))));
  }

  /**
   * The dialect that a specification describes, whether or not the settings have a name for it.
   *
   * @throws IllegalArgumentException when nothing speaks a dialect of this kind
   */
  public static Dialect of(DialectSpec spec) {
    return switch (spec.kind()) {
      case NativeDialect.KIND -> new NativeDialect();
      case ArticleDialect.KIND -> new ArticleDialect();
      default ->
          throw new IllegalArgumentException("no dialect is of the kind '" + spec.kind() + "'");
    };
  }
}
