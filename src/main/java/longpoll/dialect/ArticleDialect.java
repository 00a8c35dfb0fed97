package longpoll.dialect;

import java.time.Duration;

/**
 * The article's bare poll: no cursor, no hold of its own, no channel. What is published between two
 * polls is lost to the client by contract; the bundled server's bodies still let it count what it
 * did not see. The body of a 200 may be anybody's JSON object.
 */
public final class ArticleDialect implements Dialect {
  private static final String NAME = "article";

  private final NativeAnswers answers = new NativeAnswers(NAME, true);

  @Override
  public String name() {
    return NAME;
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
  public String query(Position position, Duration hold, String channels) {
    return "";
  }

  @Override
  public Answer read(Position asked, int status, HeaderLookup header, byte[] body) {
    return answers.read(asked, status, header, body);
  }
}
