package longpoll.dialect.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.dialect.file.Source.Decode;
import longpoll.dialect.file.Source.Hop;
import longpoll.dialect.file.Values.Slot;

/**
 * All pointers of one kind of answer, merged into a tree, so that a body is read once whatever is
 * wanted of it. Built while a file is read, then {@link #freeze frozen}; immutable from there on.
 */
final class PointerTree {
  private static final Slot[] NONE = {};
  private static final int NO_INDEX = -1;

  /**
   * A value whose text is decoded before it is looked into.
   *
   * @param misfit what to say of a text that cannot be decoded
   */
  record Nested(Decode decode, PointerTree tree, String misfit) {}

  private final Map<String, PointerTree> children = new LinkedHashMap<>();
  private final List<Nested> decoded = new ArrayList<>();
  private final List<Slot> ofBody = new ArrayList<>();
  private final List<Slot> ofEvent = new ArrayList<>();
  private final List<Slot> sizes = new ArrayList<>();
  private boolean frozen;

  /** Whether the value is an event. */
  boolean event;

  /** Slots of the whole answer that are filled here. */
  Slot[] bodySlots = NONE;

  /** Slots of the event that are filled here. */
  Slot[] eventSlots = NONE;

  /** Slots of the whole answer that want to know how long the list here is. */
  Slot[] sizeSlots = NONE;

  Nested[] nested = {};
  private String[] names = {};
  private int[] indexes = {};
  private PointerTree[] named = {};
  private PointerTree any;

  /** The node that a pointer leads to. */
  PointerTree at(List<String> pointer) {
    PointerTree node = this;
    for (String name : pointer) {
      node = node.children.computeIfAbsent(name, key -> new PointerTree());
    }
    return node;
  }

  private PointerTree decoded(Decode decode, String where) {
    for (Nested known : decoded) {
      if (known.decode() == decode) {
        return known.tree();
      }
    }
    String misfit = where + (decode == Decode.JSON ? " holds no JSON" : " is not base64");
    Nested added = new Nested(decode, new PointerTree(), misfit);
    decoded.add(added);
    return added.tree();
  }

  /** Leads all hops of a source to the slot. */
  void add(List<Hop> hops, Slot slot, boolean inEvent) {
    PointerTree node = this;
    for (Hop hop : hops) {
      node = node.at(hop.pointer());
      if (hop.decode() != null) {
        node = node.decoded(hop.decode(), name(hops));
      }
    }
    boolean counts = slot.test() != null && slot.test().counts();
    (counts ? node.sizes : inEvent ? node.ofEvent : node.ofBody).add(slot);
  }

  private static String name(List<Hop> hops) {
    String pointer = String.join("/", hops.get(0).pointer());
    return pointer.isEmpty() ? "event" : "/" + pointer;
  }

  /** What holds for every element or field holds for each one that is named, too. */
  PointerTree freeze() {
    if (frozen) {
      return this;
    }
    frozen = true;
    any = children.remove(Source.ANY);
    if (any != null) {
      for (PointerTree child : children.values()) {
        child.merge(any);
      }
      any.freeze();
    }
    bodySlots = ofBody.toArray(NONE);
    eventSlots = ofEvent.toArray(NONE);
    sizeSlots = sizes.toArray(NONE);
    nested = decoded.toArray(nested);
    nested(decoded);
    // The parser's names are interned, so that most of them are compared by identity.
    names = children.keySet().stream().map(String::intern).toArray(String[]::new);
    named = children.values().toArray(named);
    indexes = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      indexes[i] = names[i].matches("0|[1-9]\\d{0,8}") ? Integer.parseInt(names[i]) : NO_INDEX;
      named[i].freeze();
    }
    return this;
  }

  private static void nested(List<Nested> decoded) {
    for (Nested each : decoded) {
      each.tree().freeze();
    }
  }

  private void merge(PointerTree other) {
    event |= other.event;
    ofBody.addAll(other.ofBody);
    ofEvent.addAll(other.ofEvent);
    sizes.addAll(other.sizes);
    other.children.forEach(
        (name, child) -> children.computeIfAbsent(name, key -> new PointerTree()).merge(child));
    for (Nested each : other.decoded) {
      decoded(each.decode(), each.misfit().split(" ")[0]).merge(each.tree());
    }
  }

  /** Whether anything further in is wanted. */
  boolean isLeaf() {
    return named.length == 0 && any == null;
  }

  /** Whether the value itself is wanted. */
  boolean wantsValue() {
    return bodySlots.length + eventSlots.length + nested.length > 0;
  }

  /** Null where nobody wants the field. */
  PointerTree field(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return named[i];
      }
    }
    return any;
  }

  /** Null where nobody wants the element. */
  PointerTree element(int index) {
    for (int i = 0; i < indexes.length; i++) {
      if (indexes[i] == index) {
        return named[i];
      }
    }
    return any;
  }
}
