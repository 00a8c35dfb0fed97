package longpoll.dialect.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import longpoll.dialect.Purpose;

/**
 * Masks what opens doors, in texts that people read: values of the environment by the names of
 * their variables, and what a handshake took, or cookies, by four characters and their length. Not
 * thread-safe.
 */
public final class TokenMasks {
  /** Of a token that is long enough, so many characters are shown to tell it from another. */
  private static final int SHOWN = 4;

  private static final int LONG_ENOUGH = 4 * SHOWN;

  private final FileDialect dialect;
  private final Set<String> taken = new HashSet<>();
  private final Set<String> cursors = new HashSet<>();

  /** Of variables and of tokens: one may be a part of the other, and the longer one goes first. */
  private final Map<String, String> masks = new TreeMap<>(Secrets.LONGEST_FIRST);

  public TokenMasks(FileDialect dialect) {
    this.dialect = dialect;
    masks.putAll(dialect.exchange(Purpose.POLL).secrets().masks());
    List<Exchange> handshakes = new ArrayList<>();
    for (int i = 0; i < dialect.handshakes(); i++) {
      handshakes.add(dialect.exchange(Purpose.handshake(i)));
    }
    for (int i = 0; i < dialect.publishHandshakes(); i++) {
      handshakes.add(dialect.exchange(Purpose.publishHandshake(i)));
    }
    handshakes.forEach(each -> each.cursors().cursors().forEach(c -> taken.add(c.name())));
    dialect.exchange(Purpose.POLL).cursors().cursors().forEach(c -> cursors.add(c.name()));
    if (dialect.has(Purpose.Kind.FOLLOW_UP)) {
      dialect.exchange(Purpose.FOLLOW_UP).cursors().cursors().forEach(c -> cursors.add(c.name()));
    }
  }

  /** Masks the values from now on that a handshake takes; others are shown. */
  public void learn(Map<String, String> values) {
    values.forEach(
        (name, value) -> {
          if (taken.contains(name) && !(cursors.contains(name) && isPosition(value))) {
            learn(value);
          }
        });
  }

  /** Masks a value from now on. */
  public void learn(String value) {
    Secrets.masks(value, brief(value)).forEach(masks::putIfAbsent);
  }

  /** Whether a cursor is one to read, and no token that the server wants back. */
  private static boolean isPosition(String value) {
    return value.length() < LONG_ENOUGH || value.chars().noneMatch(Character::isLetter);
  }

  /** Four characters at most, and the length. */
  public String brief(String value) {
    String plain = dialect.masked(value);
    String start = value.length() < LONG_ENOUGH ? "" : plain.substring(0, SHOWN);
    return start + "...(" + value.length() + " characters)";
  }

  /** Characters of the longest text that is masked. */
  public int longest() {
    return masks.keySet().stream().mapToInt(String::length).findFirst().orElse(0);
  }

  public String mask(String text) {
    String masked = text;
    for (Map.Entry<String, String> mask : masks.entrySet()) {
      masked = masked.replace(mask.getKey(), mask.getValue());
    }
    return masked;
  }
}
