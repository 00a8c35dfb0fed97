package longpoll.api;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import longpoll.dialect.StatusMeaning;
import longpoll.text.Excerpt;
import longpoll.text.HttpUrl;
import longpoll.text.NearestWord;

/** What both forms of a definition are made of. */
final class ApiParts {
  /** Those whose answer may have a body. */
  static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final String EXAMPLE_RESPONSES =
      "write the statuses that may come, like {\"200\": {\"description\": \"Event\"}}";

  // The limits of the setting hold; a test holds them against it.
  private static final BigDecimal SHORTEST_SECONDS = new BigDecimal("0.01");
  private static final BigDecimal LONGEST_SECONDS = new BigDecimal("3600");

  private static final Pattern STATUS = Pattern.compile("[1-5]\\d\\d");

  private ApiParts() {}

  static String name(DefinitionNode node) {
    String name = node.text("name the API");
    if (name.length() > LongPollApi.LONGEST_NAME || !name.equals(Excerpt.of(name))) {
      throw node.problem(
          "at most "
              + LongPollApi.LONGEST_NAME
              + " printable characters on one line are allowed for a name",
          "it labels the runs, so use a short one");
    }
    return name;
  }

  /** A URL with a path. */
  static URI url(DefinitionNode at, String text) {
    URI url;
    try {
      url = HttpUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw at.because(Excerpt.sentence(e.getMessage()));
    }
    HttpUrl.problem(url)
        .ifPresent(
            problem -> {
              throw at.because(Excerpt.sentence(problem));
            });
    boolean hasPath = !url.getRawPath().isEmpty();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return hasPath
        ? url
        : URI.create(url.getScheme() + "://" + url.getRawAuthority() + "/" + query);
  }

  static String method(DefinitionNode node) {
    String method = node.text("write one of " + String.join(", ", METHODS));
    if (!METHODS.contains(method)) {
      throw node.problem(
          "one of " + String.join(", ", METHODS) + " is expected",
          NearestWord.to(method.toUpperCase(Locale.ROOT), METHODS)
              .map(near -> "did you mean " + near + "?")
              .orElse("write one of them"));
    }
    return method;
  }

  static Duration timeout(DefinitionNode node) {
    String limit =
        "a number of seconds from " + SHORTEST_SECONDS + " to " + LONGEST_SECONDS + " is allowed";
    BigDecimal seconds = node.number(limit, "write how long a poll is held, like 30");
    if (seconds.compareTo(SHORTEST_SECONDS) < 0 || seconds.compareTo(LONGEST_SECONDS) > 0) {
      throw node.problem(limit, "write how long a poll is held, like 30");
    }
    return Duration.ofNanos(seconds.movePointRight(9).longValue());
  }

  /** Statuses with their descriptions. */
  static SortedMap<Integer, String> responses(DefinitionNode node) {
    SortedMap<Integer, String> responses = new TreeMap<>();
    node.object(EXAMPLE_RESPONSES)
        .fields()
        .forEach(
            (key, response) -> {
              response.object("write it like {\"description\": \"Event\"}");
              responses.put(status(response, key), description(response));
            });
    return some(node, responses);
  }

  static SortedMap<Integer, String> some(DefinitionNode node, SortedMap<Integer, String> found) {
    if (found.isEmpty()) {
      throw node.problem("at least one status is expected", EXAMPLE_RESPONSES);
    }
    return found;
  }

  static int status(DefinitionNode at, String text) {
    if (!STATUS.matcher(text).matches()) {
      throw at.because(
          "a status from 100 to 599 is expected, but it is '"
              + Excerpt.of(text, LongPollApi.LONGEST_NAME)
              + "': write three digits, like \"200\"");
    }
    return Integer.parseInt(text);
  }

  static String description(DefinitionNode response) {
    return response
        .find("description")
        .map(node -> node.textIfAny().map(Excerpt::of).orElseThrow(() -> notText(node)))
        .orElse("");
  }

  private static ApiException notText(DefinitionNode node) {
    return node.problem("a text is expected", "write it in quotes, or leave it out");
  }

  static SortedMap<Integer, StatusMeaning> usualMeanings(Collection<Integer> statuses) {
    SortedMap<Integer, StatusMeaning> meanings = new TreeMap<>();
    statuses.forEach(status -> meanings.put(status, StatusMeaning.usual(status)));
    return meanings;
  }

  /** Says so where no answer could bring an event. */
  static void noticeSilence(DefinitionNode responses, Map<Integer, StatusMeaning> meanings) {
    boolean speaks =
        meanings.containsValue(StatusMeaning.EVENTS)
            || meanings.containsValue(StatusMeaning.BY_BODY);
    if (!speaks) {
      responses.notice("no status brings events: add the one that does, like 200");
    }
  }

  /** Two long polls of one method and name could not be told apart. */
  static List<LongPollApi> distinct(List<LongPollApi> apis, String file) {
    List<String> titles = new ArrayList<>();
    for (LongPollApi api : apis) {
      if (titles.contains(api.title())) {
        throw new ApiException(
            file
                + ": each long poll needs a method and name of its own, but two are called '"
                + api.title()
                + "': rename one of them");
      }
      titles.add(api.title());
    }
    return apis;
  }
}
