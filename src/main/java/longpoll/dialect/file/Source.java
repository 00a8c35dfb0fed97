package longpoll.dialect.file;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a value is read in an answer, such as {@code /Body | json | /seq}: a start, then steps. Two
 * sources are equal where they read the same. Immutable.
 *
 * @param header the name where the start is a header, else null
 * @param hops pointers into JSON, and what is decoded between two of them
 * @param pick which of several values a pointer with {@code *} finds
 * @param after what is done to the value then
 * @param unit of an instant or a delay, or null
 */
record Source(
    Start start,
    String header,
    List<Hop> hops,
    Pick pick,
    List<After> after,
    InstantUnit unit,
    String text) {

  enum Start {
    BODY,
    EVENT,
    HEADER
  }

  /** What a text holds that is not yet JSON to us. */
  enum Decode {
    JSON,
    BASE64
  }

  enum Pick {
    FIRST,
    LAST,
    LARGEST,
    ALL
  }

  /**
   * @param pointer names and indexes; {@link #ANY} for each
   * @param decode what comes next, or null at the end
   */
  record Hop(List<String> pointer, Decode decode) {}

  /** Something that is done to a value once it is found. */
  sealed interface After permits Plus, Md5, Whole {}

  record Plus(long number) implements After {}

  record Md5() implements After {}

  record Whole() implements After {}

  /** Stands in a pointer for every element or field. */
  static final String ANY = "*";

  private static final int MOST_STEPS = 12;
  private static final int DEEPEST = 20;

  private static final String STARTS = "/POINTER, body, event or header NAME";
  private static final String STEPS =
      "json, base64, /POINTER behind json, first, last, largest, all, plus N, md5, whole, us, ms, s, ns"
          + " and iso";

  /**
   * @param inEvent whether a pointer starts at the event rather than at the body
   * @throws IllegalArgumentException with a message that says what would be right
   */
  static Source parse(String text, boolean inEvent) {
    String[] parts = text.split("\\|", -1);
    if (parts.length > MOST_STEPS) {
      throw new IllegalArgumentException("'" + text + "' has more than " + MOST_STEPS + " steps");
    }
    return new Parser(text, inEvent).parse(parts);
  }

  boolean hasWildcard() {
    return hops.stream().anyMatch(hop -> hop.pointer().contains(ANY));
  }

  /** Whether it needs a body, and a body that is JSON. */
  boolean needsJson() {
    return start != Start.HEADER
        && hops.stream().anyMatch(hop -> !hop.pointer().isEmpty() || hop.decode() == Decode.JSON);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Source source
        && start == source.start
        && String.valueOf(header).equalsIgnoreCase(String.valueOf(source.header))
        && hops.equals(source.hops)
        && pick == source.pick
        && after.equals(source.after)
        && unit == source.unit;
  }

  @Override
  public int hashCode() {
    return hops.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private static final class Parser {
    private final String text;
    private final boolean inEvent;
    private final List<Hop> hops = new ArrayList<>();
    private final List<After> after = new ArrayList<>();
    private List<String> pointer = List.of();
    private boolean mayPoint;
    private Pick pick;
    private InstantUnit unit;

    Parser(String text, boolean inEvent) {
      this.text = text;
      this.inEvent = inEvent;
    }

    Source parse(String[] parts) {
      Start start = start(parts[0].trim());
      String header = start == Start.HEADER ? parts[0].trim().substring(7).trim() : null;
      for (int i = 1; i < parts.length; i++) {
        step(parts[i].trim(), start);
      }
      hops.add(new Hop(pointer, null));
      boolean any = hops.stream().anyMatch(hop -> hop.pointer().contains(ANY));
      if (pick != null && !any && start != Start.EVENT) {
        throw new IllegalArgumentException(
            "'" + text + "' picks one of several, but its pointer has no * and finds one only");
      }
      return new Source(
          start,
          header,
          List.copyOf(hops),
          pick == null ? Pick.LAST : pick,
          List.copyOf(after),
          unit,
          text);
    }

    private Start start(String part) {
      if (part.startsWith("/")) {
        pointer = pointer(part);
        return inEvent ? Start.EVENT : Start.BODY;
      }
      if (part.startsWith("header ") && part.length() > 7) {
        return Start.HEADER;
      }
      switch (part) {
        case "body":
          if (inEvent) {
            throw new IllegalArgumentException(
                "'" + text + "' reads the body, but here it is the event: write event");
          }
          return Start.BODY;
        case "event":
          mayPoint = true;
          return Start.EVENT;
        default:
          throw new IllegalArgumentException("'" + text + "': a source starts with " + STARTS);
      }
    }

    private void step(String step, Start start) {
      boolean valueIsFinal = !after.isEmpty() || pick != null || unit != null;
      if (step.startsWith("/")) {
        if (!mayPoint) {
          throw new IllegalArgumentException(
              "'" + text + "': a pointer can only follow json: write | json | " + step);
        }
        pointer = pointer(step);
        mayPoint = false;
        return;
      }
      Decode decode =
          switch (step) {
            case "json" -> Decode.JSON;
            case "base64" -> Decode.BASE64;
            default -> null;
          };
      if (decode != null) {
        if (valueIsFinal || start == Start.HEADER) {
          throw new IllegalArgumentException(
              "'" + text + "': " + step + " comes too late, or follows a header");
        }
        hops.add(new Hop(pointer, decode));
        pointer = List.of();
        mayPoint = decode == Decode.JSON;
        return;
      }
      mayPoint = false;
      if (unit != null) {
        throw new IllegalArgumentException("'" + text + "': nothing can follow the unit");
      }
      unit = InstantUnit.named(step);
      if (unit == null) {
        finish(step);
      }
    }

    private void finish(String step) {
      switch (step) {
        case "first" -> pick = Pick.FIRST;
        case "last" -> pick = Pick.LAST;
        case "largest" -> pick = Pick.LARGEST;
        case "all" -> pick = Pick.ALL;
        case "md5" -> after.add(new Md5());
        case "whole" -> after.add(new Whole());
        default -> {
          if (!step.matches("plus -?\\d{1,18}")) {
            throw new IllegalArgumentException(
                "'" + text + "': '" + step + "' is no step; the steps are " + STEPS);
          }
          after.add(new Plus(Long.parseLong(step.substring(5))));
        }
      }
    }

    /** RFC 6901, and a star for each element or field. */
    private List<String> pointer(String part) {
      List<String> names = new ArrayList<>();
      for (String name : part.substring(1).split("/", -1)) {
        names.add(name.replace("~1", "/").replace("~0", "~"));
      }
      if (names.size() > DEEPEST) {
        throw new IllegalArgumentException("'" + text + "' points deeper than " + DEEPEST);
      }
      return List.copyOf(names);
    }
  }
}
