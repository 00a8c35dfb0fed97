package longpoll.dialect.file;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import longpoll.dialect.file.Cursors.Backwards;
import longpoll.dialect.file.Template.Segment;
import longpoll.dialect.file.Template.Value;

/**
 * What the parts of one file share while it is read: its names, cursors and secrets. Not
 * thread-safe; what is made of it is immutable.
 */
final class Conversation {
  /**
   * A cursor or a value that a handshake takes.
   *
   * @param first its value before the first answer, or null
   * @param in the one block in whose answers it is read, or null for all
   */
  record CursorSpec(
      String name, int index, String first, List<Source> sources, String in, Backwards backwards) {
    boolean isReadIn(String block) {
      return in == null || in.equals(block);
    }
  }

  private static final List<String> BLOCKS = List.of("poll", "follow-up");
  private static final List<String> BACKWARDS = List.of("follow", "keep", "reset", "rehandshake");

  private final Names names = new Names();
  private final Secrets secrets;
  private final List<CursorSpec> cursors = new ArrayList<>();
  private final Set<String> taken = new LinkedHashSet<>();
  private final Set<String> kept = new LinkedHashSet<>();
  private final List<RequestTemplate> requests = new ArrayList<>();
  private boolean hasAck;
  private String[] first;

  Conversation(Secrets secrets) {
    this.secrets = secrets;
  }

  Names names() {
    return names;
  }

  private static String first(Section cursor) {
    String first = cursor.text("first");
    if (first != null && first.contains("${")) {
      cursor.wrong(
          "first",
          "is '"
              + first
              + "', which is taken as it stands: let a handshake take the cursor, or use ${NAME | or"
              + " TEXT} in the request");
    }
    return first;
  }

  Secrets secrets() {
    return secrets;
  }

  List<CursorSpec> cursors() {
    return cursors;
  }

  List<RequestTemplate> requests() {
    return requests;
  }

  Set<String> taken() {
    return taken;
  }

  Set<String> kept() {
    return kept;
  }

  boolean hasAck() {
    return hasAck;
  }

  void willAck(boolean ack) {
    hasAck = ack;
  }

  void readCursors(Section root) {
    Section block = root.section("cursors");
    if (block == null) {
      return;
    }
    for (String name : block.keys()) {
      ConfigValue value = block.value(name);
      int index = register(block, name);
      if (index < 0) {
        continue;
      }
      boolean is = Section.scalar(value) != null || value instanceof ConfigList;
      Section cursor = is ? null : block.section(name);
      if (is) {
        cursors.add(
            new CursorSpec(name, index, null, sources(block, name), null, Backwards.FOLLOW));
      } else if (cursor != null) {
        cursors.add(
            new CursorSpec(
                name,
                index,
                first(cursor),
                sources(cursor, "from"),
                cursor.has("in") ? cursor.word("in", "poll", BLOCKS) : null,
                Backwards.valueOf(
                    cursor.word("backwards", "follow", BACKWARDS).toUpperCase(Locale.ROOT))));
        cursor.done();
      }
    }
  }

  private static List<Source> sources(Section section, String key) {
    List<Source> sources = new ArrayList<>();
    for (String text : section.texts(key)) {
      Source source = ConditionsReader.source(section, key, text, false);
      if (source != null && source.unit() != null) {
        section.wrong(key, "is '" + text + "': a unit has no meaning here");
      } else if (source != null) {
        sources.add(source);
      }
    }
    return List.copyOf(sources);
  }

  /** The index of a name; -1 for one that cannot be used. */
  private int register(Section block, String name) {
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,40}")) {
      block.wrong(name, "is no name: a letter, then letters, digits, _ and - are expected");
      return -1;
    }
    if (Names.isReserved(name)) {
      block.wrong(name, "is a name of the harness: choose another one");
      return -1;
    }
    return names.add(name);
  }

  /** Makes the names of a {@code take} or {@code keep} block known. */
  void announce(Section parent, String key, boolean take) {
    Section block = parent.section(key);
    if (block != null) {
      for (String name : block.keys()) {
        if (register(block, name) >= 0) {
          (take ? taken : kept).add(name);
        }
      }
    }
  }

  CursorSpec take(Section take, String name) {
    return new CursorSpec(
        name, Math.max(0, names.index(name)), null, sources(take, name), null, Backwards.FOLLOW);
  }

  /** No name is added after this. */
  void close() {
    first = new String[names.size()];
    cursors.forEach(cursor -> first[cursor.index()] = cursor.first());
  }

  String[] first() {
    return first;
  }

  int[] cursorIndexes() {
    return cursors.stream().mapToInt(CursorSpec::index).toArray();
  }

  int[] sessionIndexes() {
    Set<Integer> all = new LinkedHashSet<>();
    cursors.forEach(cursor -> all.add(cursor.index()));
    taken.forEach(name -> all.add(names.index(name)));
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  boolean isInHeader(int index) {
    return requests.stream()
        .flatMap(request -> request.headers().stream())
        .map(Map.Entry::getValue)
        .anyMatch(template -> template.uses(index));
  }

  boolean isSent(int index) {
    for (RequestTemplate request : requests) {
      for (Template template : request.templates()) {
        for (Segment segment : template.segments()) {
          if (segment instanceof Value value && value.index() == index) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The cursors that have no value yet when nothing but {@code known} was taken. */
  List<Integer> uncertain(Set<String> known) {
    List<Integer> uncertain = new ArrayList<>();
    for (CursorSpec cursor : cursors) {
      if (cursor.first() == null && !known.contains(cursor.name())) {
        uncertain.add(cursor.index());
      }
    }
    return uncertain;
  }
}
