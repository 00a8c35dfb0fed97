package longpoll.dialect.file;

import java.util.List;
import longpoll.dialect.Dialect.HeaderLookup;

/**
 * The cursors of a dialect as one kind of answer holds them. Immutable.
 *
 * @param cursors in the order of the file
 */
record Cursors(List<Cursor> cursors) {

  /** What it means that a numeric cursor is smaller than before. */
  enum Backwards {
    FOLLOW,
    KEEP,
    RESET,
    REHANDSHAKE
  }

  /**
   * One cursor.
   *
   * @param index in the state
   * @param sources where it is read; the first that finds something counts
   * @param slots for each source the slot of its value, or -1 for a header
   * @param inHeader whether requests send it in a header
   */
  record Cursor(
      String name,
      int index,
      List<Source> sources,
      int[] slots,
      Backwards backwards,
      boolean inHeader) {}

  /** The cursors that one answer holds. Not thread-safe. */
  final class Read {
    private final DialectState asked;
    private final HeaderLookup header;
    private final Values values;

    Read(DialectState asked, HeaderLookup header, Values values) {
      this.asked = asked;
      this.header = header;
      this.values = values;
    }

    /** Whether the answer has the cursor, and whether it is another one than the client's. */
    boolean moved(int index, boolean changed) {
      for (Cursor cursor : cursors) {
        if (cursor.index() == index) {
          String now = text(cursor);
          return now != null && now.equals(asked.value(index)) != changed;
        }
      }
      return false;
    }

    /** Null where the answer has none. */
    String text(Cursor cursor) {
      for (int i = 0; i < cursor.slots().length; i++) {
        String text = text(cursor.sources().get(i), cursor.slots()[i]);
        if (text != null) {
          return text;
        }
      }
      return null;
    }

    private String text(Source source, int slot) {
      return slot >= 0 ? values.text(slot) : ofHeader(source, header).text(0);
    }

    /** Why a cursor cannot be used, to go on after its name; null where all can. */
    String problem() {
      for (Cursor cursor : cursors) {
        String problem = problem(cursor);
        if (problem != null) {
          return cursor.name() + " " + problem;
        }
      }
      return null;
    }

    private String problem(Cursor cursor) {
      for (int i = 0; i < cursor.slots().length; i++) {
        Source source = cursor.sources().get(i);
        int slot = cursor.slots()[i];
        String problem = slot >= 0 ? values.problem(slot) : ofHeader(source, header).problem(0);
        if (problem != null) {
          return problem;
        }
        String text = text(source, slot);
        if (text != null) {
          return cursor.inHeader() && !Codec.fitsHeader(text)
              ? "goes into a header, and holds a character that no header may hold"
              : null;
        }
      }
      return null;
    }

    /** The one that went back and says that this is more than following it; null for none. */
    Cursor backwards() {
      for (Cursor cursor : cursors) {
        if (cursor.backwards().compareTo(Backwards.RESET) >= 0 && isLess(cursor)) {
          return cursor;
        }
      }
      return null;
    }

    private boolean isLess(Cursor cursor) {
      Long before = Values.whole(asked.value(cursor.index()));
      Long now = Values.whole(text(cursor));
      return before != null && now != null && now < before;
    }

    /** The state with what the answer holds, except for the values to leave alone. */
    DialectState into(DialectState state, int[] except) {
      DialectState next = state;
      for (Cursor cursor : cursors) {
        String text = contains(except, cursor.index()) ? null : text(cursor);
        boolean keep = cursor.backwards() == Backwards.KEEP && isLess(cursor);
        if (text != null && !keep) {
          next = next.with(cursor.index(), text);
        }
      }
      return next;
    }
  }

  private static final Values.Slot[] ONE = {new Values.Slot(0, Source.Pick.LAST, List.of(), null)};

  /** The value of a header, in slot 0. */
  static Values ofHeader(Source source, HeaderLookup header) {
    Values values = new Values(ONE);
    String text = header.get(source.header());
    if (text != null) {
      Values.Slot slot = source.after().isEmpty() ? ONE[0] : slot(source);
      values.text(slot, text.trim());
    }
    return values;
  }

  private static Values.Slot slot(Source source) {
    return new Values.Slot(0, Source.Pick.LAST, source.after(), null);
  }

  Read read(DialectState asked, HeaderLookup header, Values values) {
    return new Read(asked, header, values);
  }

  private static boolean contains(int[] indexes, int index) {
    for (int each : indexes) {
      if (each == index) {
        return true;
      }
    }
    return false;
  }
}
