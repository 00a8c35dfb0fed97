package longpoll.dialect.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import longpoll.dialect.file.Template.Place;

/**
 * A JSON document whose strings are templates. A field or element whose value is not known yet is
 * left out. Immutable.
 */
final class JsonTemplate {
  private static final JsonFactory JSON = new JsonFactory();

  /** An object that holds nothing else stands for a string that holds JSON. */
  private static final String JSON_TEXT = "json-text";

  private sealed interface Node permits ObjectNode, ListNode, TextNode, FixedNode, QuotedNode {}

  private record ObjectNode(List<String> names, List<Node> nodes) implements Node {}

  private record ListNode(List<Node> nodes) implements Node {}

  private record TextNode(Template template) implements Node {}

  private record FixedNode(String json) implements Node {}

  private record QuotedNode(Node inside) implements Node {}

  private final Node root;
  private final List<Template> templates;
  private final String suffix;

  private JsonTemplate(Node root, List<Template> templates, String suffix) {
    this.root = root;
    this.templates = templates;
    this.suffix = suffix;
  }

  /** With a mark behind the document, as protocols have that send several of them. */
  JsonTemplate endingWith(String mark) {
    return new JsonTemplate(root, templates, mark);
  }

  /**
   * @param parse makes a template of a string, and collects the mistakes in it
   */
  static JsonTemplate of(ConfigValue value, Function<ConfigValue, Template> parse) {
    List<Template> templates = new ArrayList<>();
    Node root =
        node(
            value,
            text -> {
              Template template = parse.apply(text);
              templates.add(template);
              return template;
            });
    return new JsonTemplate(root, List.copyOf(templates), "");
  }

  private static Node node(ConfigValue value, Function<ConfigValue, Template> parse) {
    if (value instanceof ConfigObject object) {
      if (object.size() == 1 && object.containsKey(JSON_TEXT)) {
        return new QuotedNode(node(object.get(JSON_TEXT), parse));
      }
      List<String> names = new ArrayList<>();
      List<Node> nodes = new ArrayList<>();
      List<String> keys = new ArrayList<>(object.keySet());
      keys.sort(Comparator.comparingInt(key -> object.get(key).origin().lineNumber()));
      for (String name : keys) {
        StringBuilder quoted = new StringBuilder("\"");
        Codec.jsonString(name, quoted);
        names.add(quoted.append("\":").toString());
        nodes.add(node(object.get(name), parse));
      }
      return new ObjectNode(names, nodes);
    }
    if (value instanceof ConfigList list) {
      return new ListNode(list.stream().map(child -> node(child, parse)).toList());
    }
    if (value.valueType() != ConfigValueType.STRING) {
      return new FixedNode(value.render(ConfigRenderOptions.concise()));
    }
    Template template = parse.apply(value);
    if (template.isConstant() && !template.hasSecret() && !template.isAbsent()) {
      StringBuilder quoted = new StringBuilder("\"");
      template.write(quoted, Place.JSON, null, 0);
      return new FixedNode(quoted.append('"').toString());
    }
    return new TextNode(template);
  }

  List<Template> templates() {
    return templates;
  }

  void write(StringBuilder out, DialectState state, long holdMillis) {
    write(root, out, state, holdMillis);
    out.append(suffix);
  }

  private static void write(Node node, StringBuilder out, DialectState state, long holdMillis) {
    if (node instanceof FixedNode fixed) {
      out.append(fixed.json());
    } else if (node instanceof TextNode text) {
      writeText(text.template(), out, state, holdMillis);
    } else if (node instanceof ObjectNode object) {
      out.append('{');
      int start = out.length();
      for (int i = 0; i < object.nodes().size(); i++) {
        Node child = object.nodes().get(i);
        if (isKnown(child, state)) {
          if (out.length() > start) {
            out.append(',');
          }
          out.append(object.names().get(i));
          write(child, out, state, holdMillis);
        }
      }
      out.append('}');
    } else if (node instanceof ListNode list) {
      out.append('[');
      int start = out.length();
      for (Node child : list.nodes()) {
        if (isKnown(child, state)) {
          if (out.length() > start) {
            out.append(',');
          }
          write(child, out, state, holdMillis);
        }
      }
      out.append(']');
    } else if (node instanceof QuotedNode quoted) {
      StringBuilder inside = new StringBuilder();
      write(quoted.inside(), inside, state, holdMillis);
      out.append('"');
      Codec.jsonString(inside.toString(), out);
      out.append('"');
    }
  }

  private static boolean isKnown(Node node, DialectState state) {
    return !(node instanceof TextNode text) || text.template().isComplete(state);
  }

  private static void writeText(
      Template template, StringBuilder out, DialectState state, long holdMillis) {
    if (template.isBareJson()) {
      template.write(out, Place.TEXT, state, holdMillis);
      return;
    }
    if (template.isOwnJson()) {
      String value = template.plain(state, holdMillis);
      if (isJson(value)) {
        out.append(value);
        return;
      }
    }
    out.append('"');
    template.write(out, Place.JSON, state, holdMillis);
    out.append('"');
  }

  /** A server's value goes in bare only if it is one JSON value and nothing behind it. */
  private static boolean isJson(String text) {
    try (JsonParser in = JSON.createParser(text)) {
      if (in.nextToken() == null) {
        return false;
      }
      in.skipChildren();
      return in.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
