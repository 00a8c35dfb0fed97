package longpoll.dialect;

import java.time.Duration;
import java.util.List;

/**
 * The article's bare poll: no cursor, no hold of its own, no channel. What is published between two
 * polls is lost to the client by contract; the bundled server's bodies still let it count what it
 * did not see. The body of a 200 may be anybody's JSON object.
 */
public final class ArticleDialect implements Dialect {
  static final String KIND = "article";

  private final NativeAnswers answers = new NativeAnswers(KIND, true);

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public DialectSpec spec() {
    return DialectSpec.of(KIND);
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
    return PollRequest.PLAIN;
  }

  @Override
  public Answer read(
      Purpose purpose, Position asked, int status, HeaderLookup header, byte[] body) {
    return answers.read((StreamPosition) asked, status, header, body);
  }
}
