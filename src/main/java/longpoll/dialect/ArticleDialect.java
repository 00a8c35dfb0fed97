package longpoll.dialect;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The article's bare poll: no cursor, no hold of its own, no channel. What is published between two
 * polls is lost to the client by contract; the bundled server's bodies still let it count what it
 * did not see. The body of a 200 may be anybody's JSON object. An API definition may name another
 * method, and which statuses are permitted; any other status is then a failure.
 */
public final class ArticleDialect implements Dialect {
  static final String KIND = "article";
  private static final String GET = "GET";
  private static final String METHOD = "method";
  private static final String STATUSES = "statuses";
  private static final Map<Integer, StatusMeaning> OF_THE_ARTICLE =
      Map.of(200, StatusMeaning.EVENTS, 204, StatusMeaning.EMPTY);

  private final String method;

  /** Null where no definition says which are permitted. */
  private final SortedMap<Integer, StatusMeaning> statuses;

  private final PollRequest request;
  private final NativeAnswers answers;

  public ArticleDialect() {
    this(GET, null);
  }

  private ArticleDialect(String method, SortedMap<Integer, StatusMeaning> statuses) {
    this.method = method;
    this.statuses = statuses;
    request =
        method.equals(GET)
            ? PollRequest.PLAIN
            : new PollRequest(null, method, null, "", Map.of(), null);
    answers = new NativeAnswers(KIND, true, statuses);
  }

  /**
   * A bare poll of somebody's definition.
   *
   * @param statuses the permitted ones, and what each of them means
   */
  public static ArticleDialect permitting(String method, Map<Integer, StatusMeaning> statuses) {
    return new ArticleDialect(method, Collections.unmodifiableSortedMap(new TreeMap<>(statuses)));
  }

  /** Of what {@link #spec} says. */
  static ArticleDialect of(DialectSpec spec) {
    if (spec.properties().isEmpty()) {
      return new ArticleDialect();
    }
    Map<Integer, StatusMeaning> statuses = new TreeMap<>();
    ((Map<?, ?>) spec.properties().get(STATUSES))
        .forEach(
            (status, word) ->
                statuses.put(
                    Integer.valueOf(String.valueOf(status)),
                    StatusMeaning.of(String.valueOf(word))));
    return permitting((String) spec.properties().get(METHOD), statuses);
  }

  @Override
  public String name() {
    return KIND;
  }

  /** That of the article where a definition says the same as the article does. */
  @Override
  public String identity() {
    if (statuses == null || method.equals(GET) && statuses.equals(OF_THE_ARTICLE)) {
      return KIND;
    }
    return statuses.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue().word())
        .collect(Collectors.joining(", ", KIND + " (" + method + "; ", ")"));
  }

  @Override
  public DialectSpec spec() {
    if (statuses == null) {
      return DialectSpec.of(KIND);
    }
    Map<String, Object> words = new TreeMap<>();
    statuses.forEach((status, meaning) -> words.put(String.valueOf(status), meaning.word()));
    return new DialectSpec(KIND, Map.of(METHOD, method, STATUSES, words));
  }

  @Override
  public boolean resumes() {
    return false;
  }

  @Override
  public boolean namesChannels() {
    return false;
  }

  @Override
  public boolean asksForHold() {
    return false;
  }

  /** The bundled server is polled by GET alone. */
  @Override
  public boolean isSpokenByBundledServer() {
    return method.equals(GET);
  }

  @Override
  public String holdProblem(Duration hold) {
    return hold.isZero()
        ? "more than 0s is needed with dialect=article, whose bare poll cannot ask not to be held,"
            + " but it is 0s: set a hold limit, or dialect=native"
        : null;
  }

  @Override
  public List<String> queryParameters() {
    return List.of();
  }

  @Override
  public Position start(Client client) {
    return StreamPosition.START;
  }

  @Override
  public PollRequest request(Purpose purpose, Position at, Duration hold, String channels) {
    return request;
  }

  @Override
  public Answer read(
      Purpose purpose, Position asked, int status, HeaderLookup header, byte[] body) {
    return answers.read((StreamPosition) asked, status, header, body);
  }
}
