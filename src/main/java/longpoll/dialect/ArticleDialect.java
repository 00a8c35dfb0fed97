package longpoll.dialect;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The article's bare poll: no cursor, no hold of its own, no channel. What is published between two
 * polls is lost to the client by contract; the bundled server's bodies still let it count what it
 * did not see.
 */
public final class ArticleDialect implements Dialect {

  @Override
  public String name() {
    return "article";
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
    Answer answer = NativeAnswers.read(asked, status, header, body);
    if (status != 200 || answer.outcome() == Outcome.DELIVERED) {
      return answer;
    }
    try {
      return Answer.delivered(asked, List.of(EventsJson.parseSingle(body)));
    } catch (IOException | IllegalArgumentException e) {
      return answer;
    }
  }
}
