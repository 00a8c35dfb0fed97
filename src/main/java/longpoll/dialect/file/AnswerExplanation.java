package longpoll.dialect.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.dialect.Dialect.HeaderLookup;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.Condition.Body;
import longpoll.dialect.file.Condition.Events;
import longpoll.dialect.file.Condition.Moved;
import longpoll.dialect.file.Condition.Value;
import longpoll.dialect.file.Cursors.Cursor;

/**
 * Why an answer means what it does, for somebody who writes a dialect. A pure function of dialect
 * and answer. Holds what the server sent as it is, secrets and control characters included, since
 * who masks must see the whole of a value.
 *
 * @param rules up to the one that fits, or all where none does
 * @param found the cursors and session values that are in the answer, whether they count or not
 * @param eventFields what the dialect reads of each event
 */
public record AnswerExplanation(
    List<RuleFit> rules, Map<String, String> found, List<String> eventFields) {

  /**
   * How an answer fits a rule.
   *
   * @param name of the rule
   * @param rule what it wants, and what it means then
   * @param misses what keeps it from fitting; null where it fits
   */
  public record RuleFit(String name, String rule, String misses) {}

  /**
   * @param asked the state that the request was made from
   * @param header looks up a response header by name, null where there is none
   * @param body the bytes, not kept and not changed; empty for none
   */
  public static AnswerExplanation of(
      FileDialect dialect,
      Purpose purpose,
      DialectState asked,
      int status,
      HeaderLookup header,
      byte[] body) {
    Exchange exchange = dialect.exchange(purpose);
    BodyScan scan = exchange.plan().scan(body, header, BodyPlan.channelOf(asked));
    Cursors.Read read = exchange.cursors().read(asked, header, scan.values());
    Rule.Seen seen = new Rule.Seen(status, header, body, scan, read);
    List<RuleFit> rules = new ArrayList<>();
    for (Rule rule : exchange.rules()) {
      boolean fits = rule.matches(seen);
      String misses = fits ? null : misses(rule, seen, exchange.plan());
      rules.add(new RuleFit(rule.name(), rule.describe(), misses));
      if (fits) {
        break;
      }
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (Cursor cursor : exchange.cursors().cursors()) {
      String text = read.text(cursor);
      if (text != null) {
        found.put(cursor.name(), text);
      }
    }
    return new AnswerExplanation(List.copyOf(rules), found, eventFields(exchange.plan()));
  }

  private static List<String> eventFields(BodyPlan plan) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; plan.events != null && i < EventPlan.FIELDS.size(); i++) {
      if (plan.events.fields()[i] >= 0) {
        fields.add(EventPlan.FIELDS.get(i));
      }
    }
    return List.copyOf(fields);
  }

  private static String misses(Rule rule, Rule.Seen seen, BodyPlan plan) {
    if (!rule.statuses().get(seen.status())) {
      return "the status is " + seen.status();
    }
    if (rule.isUnreadable(seen)) {
      return "the body " + seen.scan().problem();
    }
    Condition unmet = rule.unmet(seen);
    return "not so: " + unmet + found(unmet, seen, plan);
  }

  /** What there is instead, to go on after the condition; empty where that says nothing new. */
  private static String found(Condition unmet, Rule.Seen seen, BodyPlan plan) {
    if (unmet instanceof Body body) {
      return body.some() ? "" : "; it has " + seen.body().length + " bytes";
    }
    if (unmet instanceof Events events) {
      String problem = seen.scan().problem();
      return events.some()
          ? problem == null ? "" : "; the body " + problem
          : "; there are " + seen.scan().events().size();
    }
    if (unmet instanceof Moved moved) {
      return seen.cursors().moved(moved.index(), !moved.changed())
          ? ""
          : "; " + moved.cursor() + " is not in the answer";
    }
    return found((Value) unmet, seen, plan);
  }

  private static String found(Value unmet, Rule.Seen seen, BodyPlan plan) {
    Source source = unmet.source();
    if (source.start() == Source.Start.HEADER) {
      String text = seen.header().get(source.header());
      return text == null ? "; there is no such header" : "; it is " + quoted(text.trim());
    }
    String problem = seen.scan().problem();
    if (problem != null) {
      return "; the body " + problem;
    }
    boolean nothingNew = unmet.negated() || unmet.test().op() == ValueTest.Op.EXISTS;
    if (source.start() == Source.Start.EVENT || nothingNew) {
      return "";
    }
    BodyPlan again = new BodyPlan();
    int value = again.slot(source, null);
    int exists = again.slot(source, ValueTest.exists());
    again.framing = plan.framing;
    again.finish();
    Values values = again.scan(seen.body(), seen.header(), "").values();
    String text = values.text(value);
    return text != null
        ? "; it is " + quoted(text)
        : values.isMet(exists) ? "" : "; it is not there";
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }
}
