package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;
import java.util.List;
import longpoll.dialect.file.Source.After;
import longpoll.dialect.file.Source.Md5;
import longpoll.dialect.file.Source.Pick;
import longpoll.dialect.file.Source.Plus;
import longpoll.dialect.file.Source.Whole;

/**
 * The values that were found in one answer or in one event, by slot. Whole numbers stay numbers, so
 * that reading most events makes no text. Not thread-safe.
 */
final class Values {
  /** Characters of a value that is kept; a longer one does not fit. */
  static final int LONGEST = 4096;

  private static final byte NUMBER = 1;
  private static final byte TEXT = 2;
  private static final byte MET = 3;
  private static final byte UNFIT = 4;

  /** What JSON writes without quotes, except for whole numbers. */
  private static final byte BARE = 5;

  private final Slot[] slots;
  private final byte[] kinds;
  private final long[] numbers;
  private final String[] texts;

  Values(Slot[] slots) {
    this.slots = slots;
    kinds = new byte[slots.length];
    numbers = new long[slots.length];
    texts = new String[slots.length];
  }

  /**
   * Where a value goes.
   *
   * @param test null where the value itself is wanted
   */
  record Slot(int index, Pick pick, List<After> after, ValueTest test) {}

  void clear() {
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = 0;
      texts[i] = null;
    }
  }

  void clear(Slot slot) {
    kinds[slot.index()] = 0;
    texts[slot.index()] = null;
  }

  boolean isThere(int slot) {
    return kinds[slot] != 0;
  }

  boolean isNumber(int slot) {
    return kinds[slot] == NUMBER;
  }

  boolean isString(int slot) {
    return kinds[slot] == TEXT;
  }

  boolean isMet(int slot) {
    return kinds[slot] == MET;
  }

  /** Why the value that is there cannot be used; null where it can. */
  String problem(int slot) {
    return kinds[slot] == UNFIT ? texts[slot] : null;
  }

  long number(int slot) {
    return numbers[slot];
  }

  /** Null where there is none that can be used. */
  String text(int slot) {
    return switch (kinds[slot]) {
      case NUMBER -> Long.toString(numbers[slot]);
      case TEXT, BARE -> texts[slot];
      default -> null;
    };
  }

  /** Takes over what another one found for a value that this one keeps, too. */
  void take(Slot slot, Values from, int other) {
    switch (from.kinds[other]) {
      case NUMBER -> number(slot, from.numbers[other]);
      case TEXT, BARE -> text(slot, from.texts[other]);
      case UNFIT -> unfit(slot, from.texts[other]);
      case MET -> kinds[slot.index()] = MET;
      default -> {
        // Nothing was found.
      }
    }
  }

  /** The same as for its text, without making one where nobody wants it. */
  void number(Slot slot, long found) {
    long number = found;
    for (After after : slot.after()) {
      if (after instanceof Md5) {
        text(slot, Long.toString(found));
        return;
      }
      long add = after instanceof Plus plus ? plus.number() : 0;
      if (add > 0 && number > Long.MAX_VALUE - add) {
        unfit(slot, "is not a whole number below 2^63");
        return;
      }
      if (after instanceof Whole && number < 0) {
        unfit(slot, "is negative");
        return;
      }
      number += add;
    }
    int index = slot.index();
    if (slot.test() != null) {
      boolean met =
          slot.test().op() == ValueTest.Op.EXISTS || slot.test().holdsFor(Long.toString(number));
      kinds[index] = met ? MET : kinds[index];
    } else if (kinds[index] == 0 || slot.pick() == Pick.LAST) {
      kinds[index] = NUMBER;
      numbers[index] = number;
    } else {
      another(slot, NUMBER, number, null);
    }
  }

  void text(Slot slot, String found) {
    text(slot, found, TEXT);
  }

  /** A number that is not whole, or a truth value. */
  void bare(Slot slot, String found) {
    text(slot, found, BARE);
  }

  private void text(Slot slot, String found, byte kindOfText) {
    int index = slot.index();
    String text = found;
    long number = 0;
    byte kind = kindOfText;
    for (After after : slot.after()) {
      if (after instanceof Md5) {
        text = Codec.md5(text.getBytes(StandardCharsets.UTF_8));
      } else {
        long add = after instanceof Plus plus ? plus.number() : 0;
        Long whole = whole(text);
        if (whole == null || add > 0 && whole > Long.MAX_VALUE - add) {
          unfit(slot, "is not a whole number below 2^63");
          return;
        }
        if (after instanceof Whole && whole < 0) {
          unfit(slot, "is negative");
          return;
        }
        number = whole + add;
        text = Long.toString(number);
        kind = NUMBER;
      }
    }
    if (slot.test() != null) {
      if (slot.test().holdsFor(text)) {
        kinds[index] = MET;
      }
      return;
    }
    if (text.length() > LONGEST) {
      unfit(slot, "is longer than " + LONGEST + " characters");
      return;
    }
    if (kinds[index] == 0 || slot.pick() == Pick.LAST) {
      kinds[index] = kind;
      texts[index] = text;
      numbers[index] = number;
    } else {
      another(slot, kind, number, text);
    }
  }

  private void another(Slot slot, byte kind, long number, String text) {
    int index = slot.index();
    if (slot.pick() == Pick.ALL) {
      String joined = text(index) + "," + (text == null ? Long.toString(number) : text);
      if (joined.length() > LONGEST) {
        unfit(slot, "is longer than " + LONGEST + " characters");
      } else {
        kinds[index] = TEXT;
        texts[index] = joined;
      }
      return;
    }
    if (slot.pick() == Pick.LARGEST) {
      Long before = kinds[index] == NUMBER ? Long.valueOf(numbers[index]) : whole(text(index));
      Long now = kind == NUMBER ? Long.valueOf(number) : whole(text);
      boolean larger =
          before != null && now != null
              ? now > before
              : text != null && text(index) != null && text.compareTo(text(index)) > 0;
      if (larger) {
        kinds[index] = kind;
        numbers[index] = number;
        texts[index] = text;
      }
    }
  }

  void size(Slot slot, long size) {
    if (slot.test() != null && slot.test().holdsForSize(size)) {
      kinds[slot.index()] = MET;
    }
  }

  /** An object or a list is there. */
  void structure(Slot slot) {
    if (slot.test() == null) {
      unfit(slot, "is an object or a list");
    } else if (slot.test().op() == ValueTest.Op.EXISTS) {
      kinds[slot.index()] = MET;
    }
  }

  void unfit(Slot slot, String problem) {
    if (slot.test() == null) {
      kinds[slot.index()] = UNFIT;
      texts[slot.index()] = problem;
    }
  }

  /** Null for a text that is no whole number of a long. */
  static Long whole(String text) {
    if (text == null || text.isEmpty() || text.length() > 20) {
      return null;
    }
    int from = text.charAt(0) == '-' ? 1 : 0;
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
