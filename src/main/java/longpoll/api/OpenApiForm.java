package longpoll.api;

import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import longpoll.dialect.StatusMeaning;
import longpoll.text.Excerpt;
import longpoll.text.NearestWord;

/**
 * OpenAPI 3, where an operation that carries {@code x-long-poll} is a long poll. Only what a long
 * poll needs of such a file is looked at. For one file, by one thread.
 */
final class OpenApiForm {
  private static final String EXTENSION = "x-long-poll";
  private static final String EXAMPLE = "write it like x-long-poll: {timeout: 30}";
  private static final Set<String> OF_EXTENSION =
      new TreeSet<>(List.of("delivered", "empty", "timeout"));
  private static final Set<String> VERBS =
      new TreeSet<>(
          List.of("delete", "get", "head", "options", "patch", "post", "put", "query", "trace"));
  private static final Pattern RANGE = Pattern.compile("[1-5]XX");
  private static final int MOST_SHOWN = 5;
  private static final int LONGEST_SHOWN = 60;

  private final DefinitionNode root;
  private final Notices notices;
  private final List<Operation> operations = new ArrayList<>();
  private final List<String> leftAlone = new ArrayList<>();

  /**
   * @param item what stands in {@code paths} for its path
   */
  private record Operation(String verb, String path, DefinitionNode item, DefinitionNode node) {
    String title() {
      return verb.toUpperCase(Locale.ROOT) + " " + path;
    }
  }

  private OpenApiForm(DefinitionNode root, Notices notices) {
    this.root = root;
    this.notices = notices;
  }

  /** Whether the file says that it is of this form. */
  static boolean fits(DefinitionNode root) {
    return root.isObject()
        && (root.find("openapi").isPresent() || root.find("swagger").isPresent());
  }

  static List<LongPollApi> read(DefinitionNode root, Notices notices) {
    OpenApiForm form = new OpenApiForm(root, notices);
    form.checkVersion();
    form.collect();
    return form.result();
  }

  private void checkVersion() {
    DefinitionNode version =
        root.require("openapi", "OpenAPI 2 is not read: convert the file to OpenAPI 3");
    String text = version.textIfAny().orElse("");
    if (!text.startsWith("3.")) {
      throw version.problem("version 3 is expected", "write it like openapi: 3.1.0");
    }
  }

  private void collect() {
    DefinitionNode paths = root.require("paths", "write the paths of the API").object("");
    paths
        .fields()
        .forEach(
            (path, item) -> {
              if (path.startsWith("/")) {
                item.object("write its operations")
                    .fields()
                    .forEach((verb, node) -> operation(new Operation(verb, path, item, node)));
              }
            });
  }

  private void operation(Operation operation) {
    if (!VERBS.contains(operation.verb)) {
      return;
    }
    DefinitionNode node = operation.node.object("write an operation");
    if (node.find(EXTENSION).isPresent()) {
      operations.add(operation);
      return;
    }
    leftAlone.add(Excerpt.of(operation.title(), LONGEST_SHOWN));
    node.fields().keySet().stream()
        .filter(key -> key.startsWith("x-"))
        .filter(key -> NearestWord.to(key, Set.of(EXTENSION)).isPresent())
        .forEach(
            key ->
                node.notice(
                    "unknown key '"
                        + Excerpt.of(key, LONGEST_SHOWN)
                        + "': did you mean "
                        + EXTENSION
                        + "?"));
  }

  private List<LongPollApi> result() {
    if (operations.isEmpty()) {
      throw root.because(
          "at least one operation with "
              + EXTENSION
              + " is expected, but none has it"
              + (leftAlone.isEmpty() ? "" : " of " + leftAlone())
              + ": "
              + EXAMPLE
              + " in the one that is held");
    }
    if (!leftAlone.isEmpty()) {
      notices.add("left alone, since without " + EXTENSION + ": " + leftAlone());
    }
    return ApiParts.distinct(operations.stream().map(this::api).toList(), notices.file());
  }

  private String leftAlone() {
    String first = String.join(", ", leftAlone.stream().limit(MOST_SHOWN).toList());
    return leftAlone.size() > MOST_SHOWN
        ? first + " and " + (leftAlone.size() - MOST_SHOWN) + " more"
        : first;
  }

  private LongPollApi api(Operation operation) {
    DefinitionNode node = operation.node;
    DefinitionNode extension = node.require(EXTENSION, EXAMPLE).object(EXAMPLE);
    extension.noticeUnknownKeys(OF_EXTENSION);
    DefinitionNode responses = node.require("responses", "write the statuses that may come");
    SortedMap<Integer, String> descriptions = responses(responses);
    SortedMap<Integer, StatusMeaning> meanings = ApiParts.usualMeanings(descriptions.keySet());
    mean(extension, "delivered", StatusMeaning.EVENTS, descriptions, meanings);
    mean(extension, "empty", StatusMeaning.EMPTY, descriptions, meanings);
    ApiParts.noticeSilence(responses, meanings);
    return new LongPollApi(
        name(operation),
        url(operation),
        method(operation),
        ApiParts.timeout(extension.require("timeout", "write how long a poll is held, in seconds")),
        descriptions,
        meanings);
  }

  private static String method(Operation operation) {
    String method = operation.verb.toUpperCase(Locale.ROOT);
    if (!ApiParts.METHODS.contains(method)) {
      throw operation.node.because(
          "one of "
              + String.join(", ", ApiParts.METHODS)
              + " is expected, but it is "
              + method
              + ": take "
              + EXTENSION
              + " out");
    }
    return method;
  }

  /** The title, and with several long polls what tells them apart. */
  private String name(Operation operation) {
    DefinitionNode title =
        root.require("info", "write title and version").require("title", "name the API");
    String name = ApiParts.name(title);
    if (operations.size() == 1) {
      return name;
    }
    Optional<DefinitionNode> id = operation.node.find("operationId");
    String own = id.isPresent() ? ApiParts.name(id.get()) : operation.path;
    String whole = name + " " + own;
    if (whole.length() > LongPollApi.LONGEST_NAME || !whole.equals(Excerpt.of(whole))) {
      throw id.orElse(operation.node)
          .because(
              "at most "
                  + LongPollApi.LONGEST_NAME
                  + " printable characters are allowed for '"
                  + Excerpt.of(whole, LONGEST_SHOWN)
                  + "': shorten the title or the operationId, which name the runs");
    }
    return whole;
  }

  private URI url(Operation operation) {
    DefinitionNode servers =
        Stream.of(operation.node, operation.item, root)
            .flatMap(each -> each.find("servers").stream())
            .findFirst()
            .orElseGet(
                () -> root.require("servers", "write where the API is, like http://host:8000"))
            .list("write where the API is");
    DefinitionNode server = servers.elements().get(0).object("write {url: http://host:8000}");
    DefinitionNode base = server.require("url", "write something like http://host:8000");
    String text = base.text("write something like http://host:8000");
    for (Map.Entry<String, DefinitionNode> variable : variables(server).entrySet()) {
      DefinitionNode value = variable.getValue().require("default", "write the value to use");
      text = text.replace("{" + variable.getKey() + "}", value.text("write it in quotes"));
    }
    if (text.contains("{")) {
      throw base.problem("no {variable} without a default is allowed", "add its default");
    }
    if (operation.path.contains("{")) {
      throw operation.item.because(
          "a path without {parameters} is expected: write a path with a value in their place");
    }
    ApiParts.url(base, text);
    return ApiParts.url(operation.item, text.replaceFirst("/+$", "") + operation.path);
  }

  private static Map<String, DefinitionNode> variables(DefinitionNode server) {
    return server.find("variables").map(DefinitionNode::fields).orElse(Map.of());
  }

  private SortedMap<Integer, String> responses(DefinitionNode node) {
    SortedMap<Integer, String> responses = new TreeMap<>();
    node.object("write the statuses that may come")
        .fields()
        .forEach(
            (key, response) -> {
              if (key.equals("default") || RANGE.matcher(key).matches()) {
                response.notice("names no single status, and is left alone: list the statuses");
              } else if (!key.startsWith("x-")) {
                response.object("write it like {description: Event}");
                responses.put(
                    ApiParts.status(response, key), ApiParts.description(referred(response)));
              }
            });
    return ApiParts.some(node, responses);
  }

  /** What a reference within the file leads to, or the same. */
  private DefinitionNode referred(DefinitionNode node) {
    String prefix = "#/components/responses/";
    return node.find("$ref")
        .flatMap(DefinitionNode::textIfAny)
        .filter(reference -> reference.startsWith(prefix))
        .flatMap(
            reference ->
                root.find("components")
                    .flatMap(components -> components.find("responses"))
                    .flatMap(all -> all.find(reference.substring(prefix.length()))))
        .orElse(node);
  }

  private static void mean(
      DefinitionNode extension,
      String key,
      StatusMeaning meaning,
      SortedMap<Integer, String> listed,
      SortedMap<Integer, StatusMeaning> meanings) {
    Optional<DefinitionNode> statuses = extension.find(key);
    if (statuses.isEmpty()) {
      return;
    }
    for (DefinitionNode element : statuses.get().list("write it like [200]").elements()) {
      BigDecimal number = element.number("a status is expected", "write it like 200");
      int status = ApiParts.status(element, number.toString());
      if (!listed.containsKey(status)) {
        throw element.problem(
            "one of responses " + listed.keySet() + " is expected", "list it there");
      }
      boolean also =
          key.equals("empty")
              && extension.find("delivered").stream()
                  .flatMap(all -> all.elements().stream())
                  .anyMatch(other -> other.shown().equals(element.shown()));
      if (also) {
        throw element.problem("each status may be one of delivered and empty", "take one out");
      }
      meanings.put(status, meaning);
    }
  }
}
