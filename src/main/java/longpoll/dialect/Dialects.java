package longpoll.dialect;

import java.util.List;
import java.util.stream.Collectors;

/** The dialects there are. A new one is one line here. */
public final class Dialects {
  private static final List<Dialect> ALL = List.of(new NativeDialect(), new ArticleDialect());

  private Dialects() {}

  public static List<String> names() {
    return ALL.stream().map(Dialect::name).toList();
  }

  /**
   * @throws IllegalArgumentException when there is no such dialect; the message lists those there
   *     are
   */
  public static Dialect named(String name) {
    return ALL.stream()
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
}
