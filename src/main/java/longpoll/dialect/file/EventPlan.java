package longpoll.dialect.file;

import java.util.List;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.file.Values.Slot;

/**
 * Which values make an event, and which events are none for us. A field that does not fit is
 * unknown by itself, unless the file says {@code strict}. Immutable.
 *
 * @param fields slot of each field in the order of {@link #FIELDS}, or -1
 * @param plannedAt unit, or null
 * @param publishedAt unit, or null
 * @param kept slots of what is kept for the confirmation
 * @param skips slots of tests, one of which is enough to skip the event
 * @param wants slots of tests, all of which an event must meet
 * @param headers slots that a header fills
 * @param strict whether a field that does not fit makes the answer malformed
 */
record EventPlan(
    int[] fields,
    InstantUnit plannedAt,
    InstantUnit publishedAt,
    int[] kept,
    int[] skips,
    int[] wants,
    List<FromHeader> headers,
    boolean strict) {
  static final List<String> FIELDS = List.of("id", "seq", "channel", "planned-at", "published-at");

  private static final int ID = 0;
  private static final int SEQ = 1;
  private static final int CHANNEL = 2;
  private static final int PLANNED_AT = 3;
  private static final int PUBLISHED_AT = 4;

  record FromHeader(Slot slot, String name) {}

  boolean isSkipped(Values values) {
    for (int skip : skips) {
      if (values.isMet(skip)) {
        return true;
      }
    }
    for (int want : wants) {
      if (!values.isMet(want)) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param channel the user's, for events of a protocol that does not name it in each
   */
  PolledEvent event(Values values, String channel, List<String> misfits) {
    long published = instant(values, PUBLISHED_AT, publishedAt, misfits);
    long planned = instant(values, PLANNED_AT, plannedAt, misfits);
    PolledEvent event =
        new PolledEvent(
            id(values, misfits),
            channel(values, channel, misfits),
            number(values, SEQ, misfits),
            planned == PolledEvent.UNKNOWN ? published : planned,
            published);
    // Bodies may have very many events that tell nothing.
    return event.equals(PolledEvent.ANY) ? PolledEvent.ANY : event;
  }

  /** Null where one of the values is not there. */
  String[] kept(Values values, List<String> misfits) {
    String[] found = new String[kept.length];
    for (int i = 0; i < kept.length; i++) {
      found[i] = values.text(kept[i]);
      if (found[i] == null) {
        String problem = values.problem(kept[i]);
        note(misfits, "a value to keep " + (problem == null ? "is not there" : problem));
        return null;
      }
    }
    return found;
  }

  private boolean isThere(Values values, int field, List<String> misfits) {
    int slot = fields[field];
    if (slot < 0 || !values.isThere(slot)) {
      return false;
    }
    String problem = values.problem(slot);
    if (problem != null) {
      note(misfits, FIELDS.get(field) + " " + problem);
    }
    return problem == null;
  }

  /**
   * What is no number tells events apart as well; two of them are the same in a rare accident only.
   */
  private long id(Values values, List<String> misfits) {
    if (!isThere(values, ID, misfits)) {
      return PolledEvent.UNKNOWN;
    }
    int slot = fields[ID];
    if (values.isNumber(slot)) {
      long number = values.number(slot);
      if (number >= 0) {
        return number;
      }
      if (strict) {
        note(misfits, "id is negative");
        return PolledEvent.UNKNOWN;
      }
    }
    String text = values.text(slot);
    if (strict) {
      note(misfits, "id is not a whole number below 2^63");
      return PolledEvent.UNKNOWN;
    }
    Long whole = Values.whole(text);
    boolean plain = whole != null && whole >= 0;
    return plain ? whole : text.isEmpty() ? PolledEvent.UNKNOWN : fnv(text);
  }

  private long number(Values values, int field, List<String> misfits) {
    if (!isThere(values, field, misfits)) {
      return PolledEvent.UNKNOWN;
    }
    int slot = fields[field];
    Long number =
        values.isNumber(slot)
            ? Long.valueOf(values.number(slot))
            : strict ? null : Values.whole(values.text(slot));
    if (number == null || number < 0) {
      note(
          misfits,
          FIELDS.get(field)
              + (number == null ? " is not a whole number below 2^63" : " is negative"));
      return PolledEvent.UNKNOWN;
    }
    return number;
  }

  private String channel(Values values, String ofUser, List<String> misfits) {
    String otherwise = fields[CHANNEL] < 0 ? ofUser : PolledEvent.DEFAULT_CHANNEL;
    if (!isThere(values, CHANNEL, misfits)) {
      return otherwise;
    }
    String text = values.text(fields[CHANNEL]);
    String problem =
        text.length() > PolledEvent.LONGEST_CHANNEL
            ? "is longer than " + PolledEvent.LONGEST_CHANNEL + " characters"
            : strict && !values.isString(fields[CHANNEL]) ? "is not a string" : null;
    if (problem != null) {
      note(misfits, "channel " + problem);
      return otherwise;
    }
    return text;
  }

  private long instant(Values values, int field, InstantUnit unit, List<String> misfits) {
    if (!isThere(values, field, misfits)) {
      return PolledEvent.UNKNOWN;
    }
    int slot = fields[field];
    String problem;
    try {
      boolean number = values.isNumber(slot);
      long micros = number ? unit.micros(values.number(slot)) : unit.micros(values.text(slot));
      if (strict) {
        problem =
            !number && unit != InstantUnit.ISO
                ? "is not a whole number"
                : micros < 0 ? "is negative" : null;
      } else {
        problem = unit.doubt(micros);
      }
      if (problem == null) {
        return micros;
      }
    } catch (IllegalArgumentException e) {
      problem = e.getMessage();
    } catch (ArithmeticException e) {
      problem = "is no " + unit;
    }
    note(misfits, FIELDS.get(field) + " " + problem);
    return PolledEvent.UNKNOWN;
  }

  /** Each misfit once: an answer with thousands of bad events has few kinds of them. */
  static void note(List<String> misfits, String misfit) {
    if (!misfits.contains(misfit)) {
      misfits.add(misfit);
    }
  }

  /** FNV-1a without its sign. */
  private static long fnv(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash & Long.MAX_VALUE;
  }
}
