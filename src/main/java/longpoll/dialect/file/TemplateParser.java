package longpoll.dialect.file;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import longpoll.dialect.file.Template.Literal;
import longpoll.dialect.file.Template.Place;
import longpoll.dialect.file.Template.Segment;
import longpoll.dialect.file.Template.Value;
import longpoll.text.Excerpt;
import longpoll.text.NearestWord;

/**
 * Cuts templates into segments and checks their names. Remembers which names were used. One for
 * each file; not thread-safe.
 */
final class TemplateParser {
  private static final List<String> FILTERS = List.of("base64", "md5", "json", "path");
  private static final List<String> INSTANTS = List.of("us", "ms", "s", "ns", "iso");

  private final Names names;
  private final Secrets secrets;
  private final Set<Integer> used = new LinkedHashSet<>();

  TemplateParser(Names names, Secrets secrets) {
    this.names = names;
    this.secrets = secrets;
  }

  Set<Integer> used() {
    return used;
  }

  /**
   * @param scope the names that are known in this place
   * @throws IllegalArgumentException with a message that says what would be right
   */
  Template parse(String text, Place place, List<String> scope) {
    List<Segment> segments = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    boolean absent = false;
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("$${", at)) {
        literal.append("${");
        at += 3;
      } else if (text.startsWith("${", at)) {
        int end = text.indexOf('}', at);
        if (end < 0) {
          throw new IllegalArgumentException(
              "'" + text + "' opens ${ and does not close it; $${ stands for ${ itself");
        }
        flush(literal, segments);
        Segment segment = segment(text.substring(at + 2, end), place, scope);
        absent |= segment == null;
        if (segment != null) {
          segments.add(segment);
        }
        at = end + 1;
      } else {
        literal.append(text.charAt(at++));
      }
    }
    flush(literal, segments);
    boolean breaks =
        place == Place.HEADER
            && segments.stream()
                .anyMatch(s -> s instanceof Literal l && !Codec.fitsHeader(l.text()));
    if (breaks) {
      throw new IllegalArgumentException(
          "'"
              + Excerpt.of(text)
              + "' has a line break or another character that no header may hold");
    }
    return new Template(text, List.copyOf(segments), absent);
  }

  private static void flush(StringBuilder literal, List<Segment> segments) {
    if (!literal.isEmpty()) {
      segments.add(new Literal(literal.toString(), false));
      literal.setLength(0);
    }
  }

  /** Null for an optional variable that is not set. */
  private Segment segment(String inside, Place place, List<String> scope) {
    String[] parts = inside.split("\\|");
    String name = parts[0].trim();
    List<String> filters = new ArrayList<>();
    String otherwise = null;
    boolean optional = false;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].trim();
      if (part.equals("or") || part.startsWith("or ")) {
        otherwise = part.substring(2).trim();
      } else if (part.equals("optional")) {
        optional = true;
      } else {
        filters.add(part);
      }
    }
    if (name.startsWith("env.")) {
      return secret(name.substring(4), filters, otherwise, optional);
    }
    if (optional) {
      throw new IllegalArgumentException(
          "${"
              + inside
              + "}: only env.NAME can be optional; what is not known yet is left out anyway");
    }
    return value(inside, name, filters, otherwise, place, scope);
  }

  private Segment secret(String name, List<String> filters, String otherwise, boolean optional) {
    for (String filter : filters) {
      if (!FILTERS.contains(filter)) {
        throw unknownFilter("env." + name, filter, FILTERS);
      }
    }
    String value = secrets.value(name);
    boolean set = value != null;
    if (!set && otherwise == null) {
      if (optional) {
        return null;
      }
      throw new IllegalArgumentException(
          "the environment variable "
              + name
              + " is not set: set it, or write ${env."
              + name
              + " | optional} if the place can be left out without it");
    }
    String text = set ? value : otherwise;
    for (String filter : filters) {
      text = Template.filtered(text, filter);
    }
    return new Literal(text, set);
  }

  private Segment value(
      String inside,
      String name,
      List<String> filters,
      String otherwise,
      Place place,
      List<String> scope) {
    if (!scope.contains(name)) {
      List<String> all = new ArrayList<>(scope);
      all.add("env.NAME");
      throw new IllegalArgumentException(
          "${"
              + inside
              + "} is an unknown name here"
              + NearestWord.to(name, scope).map(near -> ": did you mean " + near + "?").orElse("")
              + "; the names here are "
              + String.join(", ", all));
    }
    if (filters.contains("json") && place != Place.JSON) {
      throw new IllegalArgumentException("${" + inside + "}: | json is for values in body.json");
    }
    if (name.equals(Names.HOLD)) {
      return new Value(Template.HOLD, unit(name, filters, HoldSpec.UNITS), null);
    }
    int index = names.index(name);
    used.add(index);
    if (Names.isInstant(index)) {
      return new Value(index, unit(name, filters, INSTANTS), otherwise);
    }
    for (String filter : filters) {
      if (!FILTERS.contains(filter)) {
        throw unknownFilter(name, filter, FILTERS);
      }
    }
    return new Value(index, List.copyOf(filters), otherwise);
  }

  private static List<String> unit(String name, List<String> filters, List<String> units) {
    if (filters.size() > 1 && units.contains(filters.get(0))) {
      throw new IllegalArgumentException(
          "${"
              + name
              + " | "
              + String.join(" | ", filters)
              + "}: nothing can follow the unit; in body.json a value that is one number goes"
              + " without quotes by itself");
    }
    if (filters.size() != 1 || !units.contains(filters.get(0))) {
      throw new IllegalArgumentException(
          "${"
              + name
              + "} needs its unit: write ${"
              + name
              + " | "
              + units.get(0)
              + "}, or one of "
              + String.join(", ", units));
    }
    return List.copyOf(filters);
  }

  private static IllegalArgumentException unknownFilter(
      String name, String filter, List<String> filters) {
    return new IllegalArgumentException(
        "${"
            + name
            + " | "
            + filter
            + "}: '"
            + filter
            + "' is unknown here: there are "
            + String.join(", ", filters)
            + ", or TEXT");
  }
}
