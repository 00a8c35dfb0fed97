package longpoll.dialect.file;

import java.util.List;
import java.util.stream.Collectors;

/** A dialect file that cannot be used. The message lists every mistake in it, one a line. */
public final class DialectFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Mistake> mistakes;

  DialectFileException(String file, List<Mistake> mistakes) {
    super(
        mistakes.stream()
            .map(mistake -> file + ": " + mistake)
            .collect(Collectors.joining(System.lineSeparator())));
    this.mistakes = List.copyOf(mistakes);
  }

  public List<Mistake> mistakes() {
    return mistakes;
  }
}
