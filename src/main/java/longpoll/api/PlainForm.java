package longpoll.api;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import longpoll.dialect.StatusMeaning;
import longpoll.text.Excerpt;
import longpoll.text.NearestWord;

/**
 * The article's form: an object with name, URL and methods; a list of such objects; or an object
 * whose {@code apis} are such a list. For one file, by one thread.
 */
final class PlainForm {
  private static final String TYPE = "longPoll";
  private static final String EXAMPLE = "docs/api.md has an example to start from";
  private static final int MOST_SHOWN = 10;
  private static final int LONGEST_SHOWN = 40;
  private static final Set<String> OF_FILE = new TreeSet<>(List.of("$schema", "apis"));
  private static final Set<String> OF_API =
      new TreeSet<>(List.of("$schema", "description", "methods", "name", "url"));
  private static final Set<String> OF_METHOD =
      new TreeSet<>(List.of("description", "method", "responses", "timeout", "type"));
  private static final Set<String> OF_RESPONSE = Set.of("description");

  private final Notices notices;
  private final List<LongPollApi> apis = new ArrayList<>();
  private final List<String> leftAlone = new ArrayList<>();
  private final Set<String> otherTypes = new TreeSet<>();

  private PlainForm(Notices notices) {
    this.notices = notices;
  }

  static List<LongPollApi> read(DefinitionNode root, Notices notices) {
    PlainForm form = new PlainForm(notices);
    form.file(root);
    return form.result(root);
  }

  private void file(DefinitionNode root) {
    if (root.isList()) {
      root.list(EXAMPLE).elements().forEach(this::api);
      return;
    }
    root.object(EXAMPLE);
    if (root.find("apis").isPresent()) {
      root.noticeUnknownKeys(OF_FILE);
      root.require("apis", EXAMPLE).list(EXAMPLE).elements().forEach(this::api);
    } else {
      api(root);
    }
  }

  private void api(DefinitionNode node) {
    node.object(EXAMPLE);
    node.noticeUnknownKeys(OF_API);
    String name = ApiParts.name(node.require("name", "name the API"));
    DefinitionNode at = node.require("url", "write something like http://host:8000/poll");
    URI url = ApiParts.url(at, at.text("write something like http://host:8000/poll"));
    node.require("methods", EXAMPLE)
        .list(EXAMPLE)
        .elements()
        .forEach(each -> method(each, name, url));
  }

  private void method(DefinitionNode node, String name, URI url) {
    node.object(EXAMPLE);
    String type = node.find("type").flatMap(DefinitionNode::textIfAny).orElse("");
    if (!type.equals(TYPE)) {
      leave(node, name, type);
      return;
    }
    node.noticeUnknownKeys(OF_METHOD);
    String method = ApiParts.method(node.require("method", "write GET"));
    DefinitionNode responses = node.require("responses", "write the statuses that may come");
    SortedMap<Integer, String> descriptions = ApiParts.responses(responses);
    responses.fields().values().forEach(each -> each.noticeUnknownKeys(OF_RESPONSE));
    SortedMap<Integer, StatusMeaning> meanings = ApiParts.usualMeanings(descriptions.keySet());
    ApiParts.noticeSilence(responses, meanings);
    apis.add(
        new LongPollApi(
            name,
            url,
            method,
            ApiParts.timeout(node.require("timeout", "write how long a poll is held, in seconds")),
            descriptions,
            meanings));
  }

  private void leave(DefinitionNode node, String name, String type) {
    String shown = type.isEmpty() ? "none" : Excerpt.of(type, LONGEST_SHOWN);
    String method = node.find("method").flatMap(DefinitionNode::textIfAny).orElse("a method");
    leftAlone.add(Excerpt.of(method, LONGEST_SHOWN) + " " + name + " (type " + shown + ")");
    otherTypes.add(shown);
  }

  private List<LongPollApi> result(DefinitionNode root) {
    if (apis.isEmpty()) {
      String near =
          otherTypes.stream()
              .filter(type -> NearestWord.to(type, Set.of(TYPE)).isPresent())
              .findFirst()
              .map(type -> "; is '" + type + "' meant as it?")
              .orElse("");
      throw root.because(
          "at least one method of type "
              + TYPE
              + " is expected, but their types are "
              + shown(otherTypes)
              + ": set type to "
              + TYPE
              + " for the one that is held"
              + near);
    }
    if (!leftAlone.isEmpty()) {
      notices.add("left alone, since not of type " + TYPE + ": " + shown(leftAlone));
    }
    return ApiParts.distinct(apis, notices.file());
  }

  private static String shown(Collection<String> words) {
    String first = String.join(", ", words.stream().limit(MOST_SHOWN).toList());
    return words.size() > MOST_SHOWN
        ? first + " and " + (words.size() - MOST_SHOWN) + " more"
        : first;
  }
}
