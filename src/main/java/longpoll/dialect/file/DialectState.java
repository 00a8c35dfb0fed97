package longpoll.dialect.file;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import longpoll.dialect.Position;

/**
 * What one client knows: its channel and number, the cursors, what the handshake gave. Immutable.
 */
public final class DialectState implements Position {
  private final Names names;
  private final String[] values;

  /** The path of the target's URL, which requests begin with; without a slash at its end. */
  private final String targetPath;

  DialectState(Names names, String[] values) {
    this(names, values, pathOf(values[Names.TARGET]));
  }

  private DialectState(Names names, String[] values, String targetPath) {
    this.names = names;
    this.values = values;
    this.targetPath = targetPath;
  }

  private static String pathOf(String url) {
    String plain = url == null ? "" : url.split("[?#]", 2)[0];
    int authority = plain.indexOf("://");
    int slash = authority < 0 ? -1 : plain.indexOf('/', authority + 3);
    String path = slash < 0 ? "" : plain.substring(slash);
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Null: no protocol in this form has one. */
  @Override
  public String epoch() {
    return null;
  }

  /** The value of a cursor, or of something taken in the handshake; null while unknown. */
  public String value(String name) {
    int index = names.index(name);
    return index < 0 ? null : values[index];
  }

  /** The names of all values that this dialect has, known or not. */
  public List<String> names() {
    return IntStream.range(0, values.length).mapToObj(names::name).toList();
  }

  String targetPath() {
    return targetPath;
  }

  /** Whether a URL that the file names, in two parts, is one of the target's after all. */
  boolean isBelowTarget(String origin, String path) {
    return (origin + targetPath).equalsIgnoreCase(values[Names.TARGET])
        && path.startsWith(targetPath + "/");
  }

  String value(int index) {
    return values[index];
  }

  /** This state where nothing changes, so that a poll without news costs nothing. */
  DialectState with(int index, String value) {
    if (value == null ? values[index] == null : value.equals(values[index])) {
      return this;
    }
    String[] changed = values.clone();
    changed[index] = value;
    return new DialectState(names, changed, targetPath);
  }

  /**
   * What the publisher knows of one event.
   *
   * @param plannedAtMicros microseconds since the Unix epoch
   * @param publishedAtMicros the same for the instant at which it is sent
   */
  public DialectState publishing(
      long seq, long plannedAtMicros, long publishedAtMicros, String payload) {
    String[] changed = values.clone();
    changed[Names.SEQ] = Long.toString(seq);
    changed[Names.PLANNED_AT] = Long.toString(plannedAtMicros);
    changed[Names.PUBLISHED_AT] = Long.toString(publishedAtMicros);
    changed[Names.PAYLOAD] = payload;
    return new DialectState(names, changed, targetPath);
  }

  /** With marks for what the publisher puts in. */
  DialectState marked() {
    String[] changed = values.clone();
    changed[Names.CHANNEL] = PublishTemplate.mark("channel");
    for (int i = Names.SEQ; i <= Names.PAYLOAD; i++) {
      changed[i] = PublishTemplate.mark(names.name(i));
    }
    return new DialectState(names, changed, targetPath);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DialectState state && Arrays.equals(values, state.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** Which values are known, not what they are: some of them open doors. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("DialectState of");
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        out.append(' ').append(names.name(i));
      }
    }
    return out.toString();
  }
}
