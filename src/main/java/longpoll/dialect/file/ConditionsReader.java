package longpoll.dialect.file;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import longpoll.dialect.file.Condition.Body;
import longpoll.dialect.file.Condition.Events;
import longpoll.dialect.file.Condition.Moved;
import longpoll.dialect.file.Condition.Value;
import longpoll.dialect.file.ValueTest.Op;

/** Reads what a rule, an {@code expect} or a filter of events wants. Not thread-safe. */
final class ConditionsReader {
  private static final List<String> SOME_OR_NONE = List.of("some", "none");

  private final Section section;

  ConditionsReader(Section section) {
    this.section = section;
  }

  BitSet statuses(String otherwise) {
    BitSet statuses = new BitSet();
    List<String> texts = section.texts("status");
    if (texts.isEmpty() && otherwise != null) {
      texts = List.of(otherwise);
    }
    for (String text : texts) {
      try {
        statuses.or(Condition.statuses(text));
      } catch (IllegalArgumentException e) {
        section.wrong("status", e.getMessage());
        statuses.set(100, 600);
      }
    }
    if (texts.isEmpty()) {
      statuses.set(100, 600);
    }
    return statuses;
  }

  /** All conditions on values: has, lacks, equals, starts, ends, contains, count. */
  List<Condition> values(boolean inEvent) {
    List<Condition> found = new ArrayList<>();
    for (String key : inEvent ? List.of("has") : List.of("has", "lacks")) {
      for (String text : section.texts(key)) {
        add(
            key,
            text,
            inEvent,
            source -> new Value(source, ValueTest.exists(), key.equals("lacks")),
            found);
      }
    }
    for (Op op : List.of(Op.EQUALS, Op.STARTS, Op.ENDS, Op.CONTAINS)) {
      String key = op.name().toLowerCase(Locale.ROOT);
      each(
          key,
          (name, wanted) ->
              add(
                  key,
                  name,
                  inEvent,
                  source -> new Value(source, ValueTest.of(op, wanted), false),
                  found));
    }
    if (!inEvent) {
      each("count", (name, wanted) -> count(name, wanted, found));
    }
    return found;
  }

  /** Of a rule only: body, events, changed, unchanged. */
  List<Condition> ofAnswer(List<Cursors.Cursor> cursors) {
    List<Condition> found = new ArrayList<>();
    if (section.has("body")) {
      String body = section.word("body", "", List.of("empty", "some"));
      found.add(new Body(body.equals("some")));
    }
    if (section.has("events")) {
      found.add(new Events(section.word("events", "", SOME_OR_NONE).equals("some")));
    }
    for (String key : List.of("changed", "unchanged")) {
      for (String name : section.texts(key)) {
        int before = found.size();
        for (Cursors.Cursor cursor : cursors) {
          if (cursor.name().equals(name)) {
            found.add(new Moved(name, cursor.index(), key.equals("changed")));
          }
        }
        if (found.size() == before) {
          section.wrong(
              key,
              "is '"
                  + name
                  + "', which is no cursor; the cursors are "
                  + String.join(", ", cursors.stream().map(Cursors.Cursor::name).toList()));
        }
      }
    }
    return found;
  }

  private void each(String key, BiConsumer<String, String> each) {
    Section block = section.section(key);
    if (block == null) {
      return;
    }
    for (String name : block.keys()) {
      ConfigValue value = block.value(name);
      String wanted = Section.scalar(value);
      if (wanted == null) {
        block.wrong(name, "is " + Section.kind(value) + ": a value to compare with is expected");
      } else {
        each.accept(name, wanted);
      }
    }
  }

  private void count(String name, String wanted, List<Condition> found) {
    if (!wanted.matches("\\d{1,9}\\+?")) {
      section.wrong(
          "count",
          "of "
              + name
              + " is '"
              + wanted
              + "': a number such as 0, or 1+ for 1 or more, is expected");
      return;
    }
    boolean least = wanted.endsWith("+");
    long number = Long.parseLong(least ? wanted.substring(0, wanted.length() - 1) : wanted);
    ValueTest test = new ValueTest(least ? Op.AT_LEAST : Op.COUNT, null, number);
    add("count", name, false, source -> new Value(source, test, false), found);
  }

  private void add(
      String key,
      String text,
      boolean inEvent,
      Function<Source, Condition> make,
      List<Condition> found) {
    Source source = source(section, key, text, inEvent);
    if (source == null) {
      return;
    }
    if (source.unit() != null) {
      section.wrong(key, "is '" + text + "': a unit has no meaning here");
      return;
    }
    found.add(make.apply(source));
  }

  /** Null for a source that cannot be read, which then is a mistake. */
  static Source source(Section section, String key, String text, boolean inEvent) {
    try {
      return Source.parse(text, inEvent);
    } catch (IllegalArgumentException e) {
      section.wrong(key, e.getMessage());
      return null;
    }
  }
}
