package longpoll.dialect.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import longpoll.dialect.Delivery;
import longpoll.dialect.Dialect.HeaderLookup;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.file.Source.Hop;
import longpoll.dialect.file.Source.Pick;
import longpoll.dialect.file.Source.Start;
import longpoll.dialect.file.Values.Slot;

/**
 * All that is wanted of a body, compiled from the sources of one kind of answer. Building is not
 * thread-safe; {@link #scan} is, once {@link #finish} was called.
 */
final class BodyPlan {
  /** A body above this is not kept for the next user who gets the same one. */
  private static final int LARGEST_REMEMBERED = 1 << 18;

  final PointerTree json = new PointerTree();

  /** For sources that start at the text of the body rather than at a pointer into it. */
  final PointerTree bodyText = new PointerTree();

  /** The same for events that are text. */
  final PointerTree eventText = new PointerTree();

  final List<FromEvent> fromEvents = new ArrayList<>();
  private PointerTree eventRoot = json;
  private String eventsText = "";
  private final List<Slot> slots = new ArrayList<>();
  private final List<Slot> inEvent = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();
  private final List<ValueTest> tests = new ArrayList<>();

  Slot[] bodySlots;
  Slot[] eventSlots;
  Framing framing = Framing.WHOLE;
  EventPlan events;

  /** Whether the body, or each piece of it, has to be JSON. */
  boolean isJson;

  /** Whether the file says that a list as a whole is an event; most often its elements are. */
  boolean listIsEvent;

  /** Whether anything in the body is of interest. */
  boolean reads;

  /** A broadcast sends thousands of clients the same bytes: the last scan of a thread is kept. */
  private final ThreadLocal<Remembered> last = new ThreadLocal<>();

  private record Remembered(byte[] body, String channel, BodyScan scan) {}

  /** A slot of the answer that takes what a slot of each event holds. */
  record FromEvent(Slot slot, int eventSlot) {}

  /** Whether events are parts of the body, rather than the body as a whole. */
  boolean listsEvents() {
    return eventRoot != json || framing != Framing.WHOLE;
  }

  /** A slot for a value of the answer, or for a test of it; the same for the same source. */
  int slot(Source source, ValueTest test) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).equals(source) && Objects.equals(tests.get(i), test)) {
        return i;
      }
    }
    sources.add(source);
    tests.add(test);
    Slot slot = new Slot(slots.size(), source.pick(), source.after(), test);
    slots.add(slot);
    if (source.start() == Start.EVENT) {
      fromEvents.add(new FromEvent(slot, eventSlot(source.hops(), List.of(), null)));
    } else if (source.start() == Start.BODY) {
      // How many elements the body has is a question for JSON, and no other is.
      boolean counts = test != null && test.counts();
      boolean text = source.hops().get(0).pointer().isEmpty() && !counts;
      (text ? bodyText : json).add(source.hops(), slot, false);
      isJson |= !text;
      reads = true;
    }
    return slot.index();
  }

  /** A slot for a value of each event, or for a test of it. */
  int eventSlot(List<Hop> hops, List<Source.After> after, ValueTest test) {
    Slot slot = new Slot(inEvent.size(), Pick.LAST, after, test);
    inEvent.add(slot);
    if (hops != null) {
      eventRoot.add(hops, slot, true);
      eventText.add(hops, slot, true);
      isJson |= !hops.get(0).pointer().isEmpty();
    }
    return slot.index();
  }

  Slot eventSlotOf(int index) {
    return inEvent.get(index);
  }

  /** Where the events are, before any slot of theirs. */
  void eventsAt(List<String> pointer) {
    eventsText = pointer.isEmpty() ? "the whole body" : "each /" + String.join("/", pointer);
    eventRoot = json.at(pointer);
    eventRoot.event = true;
    listIsEvent = !pointer.isEmpty() && pointer.get(pointer.size() - 1).equals(Source.ANY);
    isJson |= !pointer.isEmpty();
    reads = true;
  }

  void finish() {
    json.freeze();
    bodyText.freeze();
    eventText.freeze();
    bodySlots = slots.toArray(new Slot[0]);
    eventSlots = inEvent.toArray(new Slot[0]);
  }

  /** The values of a body; never throws on what is in it. */
  BodyScan scan(byte[] body, HeaderLookup header, String channel) {
    if (!reads || body.length == 0) {
      return new BodyScan(this);
    }
    boolean dependsOnBodyOnly =
        (events == null || events.headers().isEmpty()) && !framing.multipart();
    Remembered before = dependsOnBodyOnly ? last.get() : null;
    if (before != null && before.channel.equals(channel) && Arrays.equals(before.body, body)) {
      return before.scan;
    }
    BodyScan scan = new BodyScan(this);
    scan.read(body, header, channel);
    if (dependsOnBodyOnly && body.length <= LARGEST_REMEMBERED) {
      last.set(new Remembered(body.clone(), channel, scan));
    }
    return scan;
  }

  /** Where events are, what is read of each, and what cannot be counted; empty where nothing is. */
  String describeEvents(Delivery delivery) {
    if (events == null || eventsText.isEmpty()) {
      return "";
    }
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < EventPlan.FIELDS.size(); i++) {
      if (events.fields()[i] >= 0) {
        fields.add(EventPlan.FIELDS.get(i));
      }
    }
    return eventsText()
        + (fields.isEmpty() ? "" : ": " + String.join(", ", fields))
        + notCounted(fields, delivery);
  }

  /** Where events are, as a person reads it. */
  String eventsText() {
    return framing.isWhole() ? eventsText : "each piece of the body";
  }

  private static String notCounted(List<String> fields, Delivery delivery) {
    if (fields.contains("seq")) {
      return "";
    }
    if (delivery == Delivery.QUEUE) {
      return fields.contains("id") ? "" : "; without seq or id no repeats are counted";
    }
    return "; without seq no losses are counted";
  }

  static String channelOf(DialectState state) {
    String channel = state.value(Names.CHANNEL);
    return channel == null || channel.isEmpty() ? PolledEvent.DEFAULT_CHANNEL : channel;
  }
}
