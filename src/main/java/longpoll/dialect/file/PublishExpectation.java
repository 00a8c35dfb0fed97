package longpoll.dialect.file;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * What a publish request's answer has to be like, for a publisher in another process. Immutable.
 *
 * @param statuses those that are fine
 * @param conditions all of which must hold
 */
public record PublishExpectation(List<Range> statuses, List<Condition> conditions) {

  /** Statuses, both ends included. */
  public record Range(int first, int last) {}

  /**
   * A pointer into JSON.
   *
   * @param pointer names and indexes; {@code *} for each element or field
   * @param decode what the text there holds that is looked into next: {@code json}, {@code base64},
   *     or null at the end
   */
  public record Hop(List<String> pointer, String decode) {}

  /**
   * What a value must be like; of several values one is enough.
   *
   * @param header its name, or null for a value in the body
   * @param hops where it is in the body; an empty first pointer is the body as text
   * @param test {@code exists}, {@code equals}, {@code starts}, {@code ends}, {@code contains},
   *     {@code count} or {@code at-least}
   * @param words the condition as a person reads it
   */
  public record Condition(
      String header,
      List<Hop> hops,
      String test,
      String text,
      long number,
      boolean negated,
      String words) {}

  static PublishExpectation of(Rule rule) {
    List<Range> ranges = new ArrayList<>();
    BitSet statuses = rule.statuses();
    for (int from = statuses.nextSetBit(0); from >= 0; ) {
      int end = statuses.nextClearBit(from);
      ranges.add(new Range(from, end - 1));
      from = statuses.nextSetBit(end);
    }
    return new PublishExpectation(
        List.copyOf(ranges),
        rule.conditions().stream().map(PublishExpectation::condition).toList());
  }

  private static Condition condition(longpoll.dialect.file.Condition condition) {
    if (!(condition instanceof longpoll.dialect.file.Condition.Value value)
        || !value.source().after().isEmpty()
        || value.source().start() == Source.Start.EVENT) {
      throw new IllegalArgumentException(
          "publish.expect wants that "
              + condition
              + ", which our publisher cannot look at: use a pointer, body or header without further"
              + " steps than json and base64");
    }
    Source source = value.source();
    boolean inHeader = source.start() == Source.Start.HEADER;
    return new Condition(
        inHeader ? source.header() : null,
        inHeader ? List.of() : source.hops().stream().map(PublishExpectation::hop).toList(),
        value.test().op().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        value.test().text(),
        value.test().number(),
        value.negated(),
        condition.toString());
  }

  private static Hop hop(Source.Hop hop) {
    return new Hop(
        hop.pointer(), hop.decode() == null ? null : hop.decode().name().toLowerCase(Locale.ROOT));
  }
}
