package longpoll.dialect.file;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import longpoll.dialect.file.Template.Literal;
import longpoll.dialect.file.Template.Place;
import longpoll.dialect.file.Template.Segment;
import longpoll.dialect.file.Template.Value;

/** Reads the keys of a request: method, path or url, query, headers, body. Not thread-safe. */
final class RequestReader {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
  private static final List<String> OF_TRANSPORT =
      List.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "te");

  private final Section section;
  private final TemplateParser templates;
  private final List<String> scope;

  /** The indexes of values that may be unknown, which a path cannot leave out. */
  private final List<Integer> uncertain;

  RequestReader(
      Section section, TemplateParser templates, List<String> scope, List<Integer> uncertain) {
    this.section = section;
    this.templates = templates;
    this.scope = scope;
    this.uncertain = uncertain;
  }

  RequestTemplate read() {
    String method = section.text("method", "GET");
    if (!method.matches("[A-Z]{1,20}")) {
      section.wrong(
          "method", "is '" + method + "': a method in capitals is expected, such as POST");
    }
    Template origin = null;
    Template path = path();
    if (section.has("url")) {
      List<Template> both = url();
      origin = both.get(0);
      path = both.get(1);
    }
    List<Map.Entry<String, JsonTemplate>> jsonQuery = new ArrayList<>();
    List<Map.Entry<String, Template>> query = pairs("query", Place.QUERY, jsonQuery);
    List<Map.Entry<String, Template>> headers = pairs("headers", Place.HEADER, null);
    headers.forEach(header -> check(header.getKey()));
    return withBody(method, origin, path, query, jsonQuery, headers);
  }

  private Template path() {
    String text = section.text("path", "");
    // A value may bring the slash; the request has one whether it does or not.
    if (!text.isEmpty() && !text.startsWith("/") && !text.startsWith("${")) {
      section.wrong("path", "is '" + text + "': a path that starts with / is expected");
    }
    Template path = parsed("path", section.value("path"), Place.PATH);
    for (Segment segment : path.segments()) {
      if (segment instanceof Literal literal && literal.text().matches("(?s).*[?#\\s].*")) {
        section.wrong("path", "is '" + text + "': a query belongs into query { }, a space is %20");
      }
    }
    checkKnown("path", path);
    return path;
  }

  private void checkKnown(String key, Template template) {
    for (Segment segment : template.segments()) {
      if (segment instanceof Value value
          && value.otherwise() == null
          && uncertain.contains(value.index())) {
        section.wrong(
            key,
            "is '"
                + template
                + "', but a value in it is not known to the first poll: give that cursor a first"
                + " value, take it in session.handshake, or write ${NAME | or TEXT}");
      }
    }
    if (template.isAbsent()) {
      section.wrong(key, "is '" + template + "': what is in a path cannot be optional");
    }
  }

  /** Scheme and host, and the rest. A server must not be able to send the load elsewhere. */
  private List<Template> url() {
    Template whole = parsed("url", section.value("url"), Place.PATH);
    if (section.has("path")) {
      section.wrong("url", "stands beside path: give one of them");
    }
    Segment first = whole.segments().isEmpty() ? null : whole.segments().get(0);
    if (!(first instanceof Literal)) {
      section.wrong(
          "url", "is '" + whole + "': scheme and host cannot come from an answer: write them out");
      return List.of(whole, whole);
    }
    StringBuilder origin = new StringBuilder();
    List<Segment> rest = new ArrayList<>(whole.segments());
    while (!rest.isEmpty() && rest.get(0) instanceof Literal literal) {
      rest.remove(0);
      int start = origin.length();
      origin.append(literal.text());
      int scheme = origin.indexOf("://");
      int slash = scheme < 0 ? -1 : origin.indexOf("/", scheme + 3);
      if (slash >= start) {
        rest.add(0, new Literal(origin.substring(slash), false));
        origin.setLength(slash);
        break;
      }
    }
    boolean named = Pattern.matches("https?://[A-Za-z0-9.\\[\\]:-]+", origin);
    if (!named || !rest.isEmpty() && !(rest.get(0) instanceof Literal)) {
      section.wrong(
          "url", "is '" + whole + "': http:// or https://, a host and a path are expected");
    }
    Template path = new Template(whole.toString(), List.copyOf(rest), whole.isAbsent());
    checkKnown("url", path);
    return List.of(new Template("", List.of(new Literal(origin.toString(), false)), false), path);
  }

  private RequestTemplate withBody(
      String method,
      Template origin,
      Template path,
      List<Map.Entry<String, Template>> query,
      List<Map.Entry<String, JsonTemplate>> jsonQuery,
      List<Map.Entry<String, Template>> headers) {
    Section body = section.section("body");
    JsonTemplate json = null;
    List<Map.Entry<String, Template>> form = null;
    List<Map.Entry<String, JsonTemplate>> jsonForm = new ArrayList<>();
    Template text = null;
    String type = null;
    if (body != null) {
      RequestReader inside = new RequestReader(body, templates, scope, uncertain);
      ConfigValue value = body.value("json");
      if (value != null) {
        json =
            JsonTemplate.of(value, each -> inside.parsed("json", each, Place.JSON))
                .endingWith(body.text("suffix", ""));
        checkNames(body.pathOf("json"), value);
        type = "application/json";
      }
      if (body.has("form")) {
        form = inside.pairs("form", Place.QUERY, jsonForm);
        type = "application/x-www-form-urlencoded";
      }
      if (body.has("text")) {
        text = inside.parsed("text", body.value("text"), Place.TEXT);
        type = "text/plain; charset=utf-8";
      }
      if ((json != null ? 1 : 0) + (form != null ? 1 : 0) + (text != null ? 1 : 0) != 1) {
        body.wrong("one of json, form and text is expected");
      }
      if (method.equals("GET")) {
        section.wrong("body", "stands in a GET: give a method, such as POST");
      }
      body.done();
    }
    List<Map.Entry<String, Template>> all = new ArrayList<>(headers);
    boolean named = headers.stream().anyMatch(h -> h.getKey().equalsIgnoreCase("content-type"));
    if (type != null && !named) {
      Template constant = new Template(type, List.of(new Literal(type, false)), false);
      all.add(Map.entry("Content-Type", constant));
    }
    return new RequestTemplate(
        method,
        origin,
        path,
        query,
        List.copyOf(jsonQuery),
        List.copyOf(all),
        form,
        List.copyOf(jsonForm),
        json,
        text);
  }

  /**
   * @param documents takes the pairs whose value is { json = ... }; null where there are none
   */
  private List<Map.Entry<String, Template>> pairs(
      String key, Place place, List<Map.Entry<String, JsonTemplate>> documents) {
    List<Map.Entry<String, Template>> pairs = new ArrayList<>();
    Section block = section.section(key);
    if (block == null) {
      return pairs;
    }
    RequestReader inside = new RequestReader(block, templates, scope, uncertain);
    for (String name : block.keys()) {
      ConfigValue value = block.value(name);
      checkName(block.pathOf(name), name, value);
      StringBuilder written = new StringBuilder();
      if (place == Place.QUERY) {
        Codec.percent(name, false, written);
      } else {
        written.append(name);
      }
      if (documents != null && value instanceof ConfigObject object && object.containsKey("json")) {
        Section document = new Section(object, block.pathOf(name), block.mistakes());
        RequestReader within = new RequestReader(document, templates, scope, uncertain);
        documents.add(
            Map.entry(
                written.toString(),
                JsonTemplate.of(
                    document.value("json"), each -> within.parsed("json", each, Place.JSON))));
        checkNames(document.pathOf("json"), document.value("json"));
        document.done();
      } else {
        pairs.add(Map.entry(written.toString(), inside.parsed(name, value, place)));
      }
    }
    return pairs;
  }

  /** A name that looks like a template would be sent as it stands, to a server that has no such. */
  private void checkName(String path, String name, ConfigValue value) {
    if (name.contains("${")) {
      section
          .mistakes()
          .add(
              path,
              value.origin(),
              "is a name, and is sent as it stands: ${...} is for values. Where a name has to"
                  + " change, write the whole body as body.text, with its Content-Type in headers");
    }
  }

  private void checkNames(String path, ConfigValue value) {
    if (value instanceof ConfigObject object) {
      for (Map.Entry<String, ConfigValue> field : object.entrySet()) {
        checkName(path + "." + field.getKey(), field.getKey(), field.getValue());
        checkNames(path + "." + field.getKey(), field.getValue());
      }
    } else if (value instanceof ConfigList list) {
      list.forEach(each -> checkNames(path, each));
    }
  }

  private void check(String header) {
    boolean ours = OF_TRANSPORT.contains(header.toLowerCase(Locale.ROOT));
    if (ours || !TOKEN.matcher(header).matches()) {
      section.wrong(
          "headers",
          ours
              ? "has " + header + ", which the client writes itself"
              : "has '" + header + "', which is no name of a header");
    }
  }

  private Template parsed(String key, ConfigValue value, Place place) {
    String text = value == null ? "" : Section.scalar(value);
    if (text == null) {
      section
          .mistakes()
          .add(
              section.pathOf(key),
              value.origin(),
              "is " + Section.kind(value) + ": a text is expected");
      text = "";
    }
    try {
      return templates.parse(text, place, scope);
    } catch (IllegalArgumentException e) {
      section
          .mistakes()
          .add(
              section.pathOf(key),
              value == null ? section.origin() : value.origin(),
              e.getMessage());
      return new Template(text, List.of(), false);
    }
  }
}
