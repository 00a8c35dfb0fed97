package longpoll.dialect.file;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import longpoll.dialect.file.Condition.Value;
import longpoll.dialect.file.EventPlan.FromHeader;
import longpoll.dialect.file.Source.Start;

/** Compiles an {@code events} block into a {@link BodyPlan}. Not thread-safe. */
final class EventsReader {
  private static final List<String> FORMATS = List.of("json", "text");

  private final Conversation conversation;
  private final BodyPlan plan;
  private final List<FromHeader> headers = new ArrayList<>();

  EventsReader(Conversation conversation, BodyPlan plan) {
    this.conversation = conversation;
    this.plan = plan;
  }

  /**
   * @param events null where the file has none: the whole body is an event then
   * @return the indexes of what each event keeps for its confirmation
   */
  List<Integer> read(Section events) {
    int[] none = {};
    if (events == null) {
      plan.eventsAt(List.of());
      int[] fields = {-1, -1, -1, -1, -1};
      plan.events = new EventPlan(fields, null, null, none, none, none, List.of(), false);
      return List.of();
    }
    plan.framing = Framing.read(events);
    plan.eventsAt(at(events));
    plan.listIsEvent |= "body".equals(events.text("at"));
    int[] fields = new int[EventPlan.FIELDS.size()];
    InstantUnit[] units = new InstantUnit[fields.length];
    for (int i = 0; i < fields.length; i++) {
      Source source = field(events, EventPlan.FIELDS.get(i));
      fields[i] = source == null ? -1 : slot(source, null);
      units[i] = source == null ? null : source.unit();
    }
    List<Integer> keptSlots = new ArrayList<>();
    List<Integer> kept = readKept(events, keptSlots);
    plan.events =
        new EventPlan(
            fields,
            units[3],
            units[4],
            keptSlots.stream().mapToInt(Integer::intValue).toArray(),
            tests(events, "skip"),
            tests(events, "only"),
            List.copyOf(headers),
            events.flag("strict", false));
    String format = events.has("format") ? events.word("format", "json", FORMATS) : "";
    if (format.equals("text") && plan.isJson) {
      events.wrong("format", "is text, but pointers into JSON are read in these answers");
    }
    plan.isJson |= format.equals("json");
    plan.listIsEvent |= format.equals("text");
    events.done();
    return kept;
  }

  private static List<String> at(Section events) {
    String text = events.text("at", "body");
    if (text.equals("body")) {
      return List.of();
    }
    Source at = ConditionsReader.source(events, "at", text, false);
    if (at == null) {
      return List.of();
    }
    boolean plain = at.hops().size() == 1 && at.after().isEmpty() && at.unit() == null;
    if (at.start() != Start.BODY || !plain) {
      events.wrong(
          "at",
          "is '" + text + "': body or a pointer to the events is expected, such as /events/*");
      return List.of();
    }
    return at.hops().get(0).pointer();
  }

  private static Source field(Section events, String name) {
    String text = events.text(name);
    Source source = text == null ? null : ConditionsReader.source(events, name, text, true);
    if (source == null) {
      return null;
    }
    boolean instant = name.endsWith("-at");
    if (instant && source.unit() == null) {
      events.wrong(
          name, "is '" + text + "', which has no unit: write " + text + " | us, or ms, s, ns, iso");
      return null;
    }
    if (!instant && source.unit() != null) {
      events.wrong(name, "is '" + text + "': a unit has no meaning here");
      return null;
    }
    return source;
  }

  private List<Integer> readKept(Section events, List<Integer> slots) {
    List<Integer> kept = new ArrayList<>();
    Section keep = events.section("keep");
    if (keep == null) {
      return kept;
    }
    if (!conversation.hasAck()) {
      events.wrong("keep", "is for ack { }, which the file does not have");
    }
    for (String name : keep.keys()) {
      ConfigValue value = keep.value(name);
      String text = Section.scalar(value);
      if (text == null) {
        keep.wrong(name, "is " + Section.kind(value) + ": a source is expected");
        continue;
      }
      Source source = ConditionsReader.source(keep, name, text, true);
      int index = conversation.names().index(name);
      if (source != null && index >= 0) {
        slots.add(slot(source, null));
        kept.add(index);
      }
    }
    return kept;
  }

  private int[] tests(Section events, String key) {
    Section block = events.section(key);
    if (block == null) {
      return new int[0];
    }
    List<Condition> conditions = new ConditionsReader(block).values(true);
    int[] slots = new int[conditions.size()];
    for (int i = 0; i < slots.length; i++) {
      Value value = (Value) conditions.get(i);
      slots[i] = slot(value.source(), value.test());
    }
    block.done();
    return slots;
  }

  private int slot(Source source, ValueTest test) {
    boolean header = source.start() == Start.HEADER;
    int index = plan.eventSlot(header ? null : source.hops(), source.after(), test);
    if (header) {
      headers.add(new FromHeader(plan.eventSlotOf(index), source.header()));
    }
    return index;
  }
}
