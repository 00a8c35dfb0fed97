package longpoll.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import longpoll.text.Excerpt;
import longpoll.text.NearestWord;

/**
 * The long polls of a definition file.
 *
 * <pre>{@code
 * ApiDefinitions definitions = ApiDefinitions.read(Path.of("docs/api/article.json"));
 * LongPollApi api = definitions.choose("");
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param file the path as given; empty for {@link #NONE}
 * @param apis in the order of the file; empty for {@link #NONE} only
 * @param notices what was left alone or not understood, one printable line each
 */
public record ApiDefinitions(String file, List<LongPollApi> apis, List<String> notices) {
  /** Where no file is named. */
  public static final ApiDefinitions NONE = new ApiDefinitions("", List.of(), List.of());

  private static final int MOST_NAMES = 20;

  public ApiDefinitions {
    apis = List.copyOf(apis);
    notices = List.copyOf(notices);
  }

  /**
   * Reads a file.
   *
   * @throws ApiException when it cannot be used
   */
  public static ApiDefinitions read(Path file) {
    String shown = Excerpt.of(file.toString());
    Notices notices = new Notices(shown);
    DefinitionNode root = DefinitionNode.root(DocumentReader.read(file, shown), notices);
    List<LongPollApi> apis =
        OpenApiForm.fits(root) ? OpenApiForm.read(root, notices) : PlainForm.read(root, notices);
    return new ApiDefinitions(file.toString(), apis, notices.lines());
  }

  /**
   * The long poll that is meant: the first of those with this name.
   *
   * @param name {@code NAME} or {@code METHOD NAME}; blank for the first of all
   * @throws ApiException when none is called so
   */
  public LongPollApi choose(String name) {
    String wanted = name.trim();
    return apis.stream()
        .filter(api -> wanted.isEmpty() || wanted.equals(api.title()) || wanted.equals(api.name()))
        .findFirst()
        .orElseThrow(() -> unknown(wanted));
  }

  /** Which of several is meant, and what the others are; empty for the only one. */
  public Optional<String> meantInWords(LongPollApi meant) {
    return among(meant, "meant");
  }

  /**
   * Which of several a run drives, what the others are and how to choose; empty for the only one.
   */
  public Optional<String> choiceInWords(LongPollApi chosen) {
    return among(chosen, "driven")
        .map(
            line ->
                line + ": choose one with -Dlongpoll.api.name='" + othersThan(chosen).get(0) + "'");
  }

  private Optional<String> among(LongPollApi one, String is) {
    List<String> others = othersThan(one);
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Excerpt.of(file)
                + ": "
                + one.title()
                + " is "
                + is
                + "; there are also "
                + quoted(others));
  }

  private List<String> othersThan(LongPollApi one) {
    return apis.stream().filter(api -> !api.equals(one)).map(LongPollApi::title).toList();
  }

  private ApiException unknown(String wanted) {
    List<String> names = apis.stream().map(LongPollApi::name).toList();
    List<String> titles = apis.stream().map(LongPollApi::title).toList();
    Optional<String> near = NearestWord.to(wanted, names).or(() -> NearestWord.to(wanted, titles));
    return new ApiException(
        "no long poll of "
            + Excerpt.of(file)
            + " is called '"
            + Excerpt.of(wanted)
            + "': there are "
            + quoted(titles)
            + near.map(word -> "; did you mean '" + word + "'?").orElse("; write one of them"));
  }

  private static String quoted(List<String> titles) {
    String first = titles.stream().limit(MOST_NAMES).collect(Collectors.joining("', '", "'", "'"));
    return titles.size() > MOST_NAMES
        ? first + " and " + (titles.size() - MOST_NAMES) + " more"
        : first;
  }
}
