package longpoll.dialect.file;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import longpoll.dialect.file.Condition.Events;
import longpoll.dialect.file.Condition.Value;
import longpoll.dialect.file.Source.Start;

/**
 * Compiles {@code answers} and {@code events} of one request. Made once for each; not thread-safe.
 */
final class ExchangeReader {
  private static final List<String> RULE_WORDS = Reading.Kind.words();

  private final Section section;
  private final Conversation conversation;
  private final BodyPlan plan = new BodyPlan();

  /**
   * @param section the block that holds the request
   */
  ExchangeReader(Section section, Conversation conversation) {
    this.section = section;
    this.conversation = conversation;
  }

  /** A request whose answer is read by rules. */
  Exchange withRules(RequestTemplate request, boolean hasFollowUp) {
    Section events = section.section("events");
    boolean brings =
        events != null
            || section.sections("answers").stream()
                .anyMatch(rule -> "events".equals(rule.text("then")));
    List<Integer> kept = brings ? new EventsReader(conversation, plan).read(events) : List.of();
    Cursors cursors =
        new Cursors(
            cursors(
                conversation.cursors().stream()
                    .filter(cursor -> cursor.isReadIn(section.path()))
                    .toList()));
    List<Rule> rules = new ArrayList<>();
    if (!section.has("answers")) {
      section.wrong("answers", "is missing: a list of rules is expected");
    }
    int number = 0;
    for (Section each : section.sections("answers")) {
      number++;
      rules.add(rule(each, number, cursors, hasFollowUp));
    }
    section.done();
    plan.finish();
    if (!rules.isEmpty()) {
      new RuleChecks(section, rules).check();
    }
    return exchange(request, rules, cursors, kept, null);
  }

  /** A request whose answer is as expected, or a failure. */
  Exchange withExpectation(RequestTemplate request, String failure) {
    Section expect = section.section("expect");
    BitSet statuses = Condition.statuses("2xx");
    List<Condition> conditions = List.of();
    if (expect != null) {
      ConditionsReader reader = new ConditionsReader(expect);
      statuses = reader.statuses("2xx");
      conditions = reader.values(false);
      expect.done();
    }
    List<Conversation.CursorSpec> takes = new ArrayList<>();
    Section take = section.section("take");
    if (take != null) {
      for (String name : take.keys()) {
        takes.add(conversation.take(take, name));
      }
    }
    Cursors cursors = new Cursors(cursors(takes));
    Rule rule =
        new Rule(
            "expect",
            statuses,
            conditions,
            slots(conditions),
            Reading.Kind.DONE,
            new int[0],
            null,
            null,
            -1,
            false,
            false,
            readsText(conditions),
            section.origin());
    section.done();
    plan.finish();
    return exchange(request, List.of(rule), cursors, List.of(), failure);
  }

  private Exchange exchange(
      RequestTemplate request,
      List<Rule> rules,
      Cursors cursors,
      List<Integer> kept,
      String failure) {
    return new Exchange(
        section.path(),
        request,
        plan,
        List.copyOf(rules),
        cursors,
        conversation.first(),
        conversation.cursorIndexes(),
        conversation.sessionIndexes(),
        kept.stream().mapToInt(Integer::intValue).toArray(),
        failure,
        conversation.secrets());
  }

  private List<Cursors.Cursor> cursors(List<Conversation.CursorSpec> specs) {
    List<Cursors.Cursor> cursors = new ArrayList<>();
    for (Conversation.CursorSpec spec : specs) {
      int[] slots = new int[spec.sources().size()];
      for (int i = 0; i < slots.length; i++) {
        Source source = spec.sources().get(i);
        slots[i] = source.start() == Start.HEADER ? -1 : plan.slot(source, null);
      }
      cursors.add(
          new Cursors.Cursor(
              spec.name(),
              spec.index(),
              spec.sources(),
              slots,
              spec.backwards(),
              conversation.isInHeader(spec.index())));
    }
    return List.copyOf(cursors);
  }

  private Rule rule(Section rule, int number, Cursors cursors, boolean hasFollowUp) {
    ConditionsReader reader = new ConditionsReader(rule);
    String name = rule.text("name", "rule " + number);
    BitSet statuses = reader.statuses(null);
    List<Condition> conditions = new ArrayList<>(reader.ofAnswer(cursors.cursors()));
    conditions.addAll(reader.values(false));
    if (!rule.has("then")) {
      rule.wrong("then", "is missing: one of " + String.join(", ", RULE_WORDS) + " is expected");
    }
    Reading.Kind kind = Reading.Kind.of(rule.word("then", "failed", RULE_WORDS));
    if (kind == Reading.Kind.EVENTS && !conditions.contains(new Events(true))) {
      // Whatever else it is: an answer without an event is no delivery.
      conditions.add(new Events(true));
    }
    String failureKind = failureKind(rule, kind, statuses);
    Source delay = delay(rule);
    boolean followUp = rule.flag("follow-up", false);
    if ((followUp || kind == Reading.Kind.FOLLOW_UP) && !hasFollowUp) {
      rule.wrong("then", "asks for a follow-up, but the file has no follow-up { }");
    }
    boolean ack = rule.flag("ack", kind == Reading.Kind.EVENTS && conversation.hasAck());
    if (ack && !conversation.hasAck()) {
      rule.wrong("ack", "is true, but the file has no ack { }");
    }
    Rule made =
        new Rule(
            name,
            statuses,
            List.copyOf(conditions),
            slots(conditions),
            kind,
            forget(rule, kind),
            failureKind,
            delay,
            delay == null || delay.start() == Start.HEADER ? -1 : plan.slot(delay, null),
            followUp,
            ack,
            readsText(conditions),
            rule.origin());
    rule.done();
    return made;
  }

  private static String failureKind(Section rule, Reading.Kind kind, BitSet statuses) {
    String name = rule.text("kind");
    if (name != null && kind != Reading.Kind.FAILED) {
      rule.wrong("kind", "belongs to then = failed");
    }
    if (name != null && !name.matches("[a-z][a-z0-9-]{0,39}")) {
      rule.wrong("kind", "is '" + name + "': small letters, digits and - are expected");
    }
    if (name == null
        && kind == Reading.Kind.FAILED
        && rule.has("then")
        && statuses.nextSetBit(0) < 300) {
      rule.wrong(
          "kind", "is missing: a short name is expected under which such failures are counted");
    }
    return name;
  }

  private static Source delay(Section rule) {
    String text = rule.text("delay");
    Source delay = text == null ? null : ConditionsReader.source(rule, "delay", text, false);
    if (delay != null && (delay.unit() == null || delay.unit() == InstantUnit.ISO)) {
      rule.wrong(
          "delay", "is '" + text + "', which has no unit: write " + text + " | s, or ms, us, ns");
      return null;
    }
    return delay;
  }

  private int[] forget(Section rule, Reading.Kind kind) {
    if (!rule.has("forget")) {
      return switch (kind) {
        case RESET -> conversation.cursorIndexes();
        case REHANDSHAKE -> conversation.sessionIndexes();
        default -> new int[0];
      };
    }
    List<String> known =
        conversation.cursors().stream().map(Conversation.CursorSpec::name).toList();
    List<Integer> indexes = new ArrayList<>();
    for (String name : rule.texts("forget")) {
      if (known.contains(name)) {
        indexes.add(conversation.names().index(name));
      } else {
        rule.wrong("forget", "has '" + name + "', which is no cursor; the cursors are " + known);
      }
    }
    return indexes.stream().mapToInt(Integer::intValue).toArray();
  }

  private int[] slots(List<Condition> conditions) {
    int[] slots = new int[conditions.size()];
    for (int i = 0; i < slots.length; i++) {
      boolean ofBody =
          conditions.get(i) instanceof Value value && value.source().start() != Start.HEADER;
      slots[i] =
          ofBody
              ? plan.slot(((Value) conditions.get(i)).source(), ((Value) conditions.get(i)).test())
              : -1;
    }
    return slots;
  }

  private static boolean readsText(List<Condition> conditions) {
    return conditions.stream()
        .anyMatch(
            condition ->
                condition instanceof Value value
                    && value.wantsBody()
                    && !value.source().needsJson()
                    && !value.test().counts());
  }
}
