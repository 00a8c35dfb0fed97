package longpoll.report;

import java.util.List;

/** The reporters that run after each run, in this order. */
public final class Reporters {
  private static final List<Reporter> ALL = List.of(new HtmlReporter());

  private Reporters() {}

  public static List<Reporter> all() {
    return ALL;
  }
}
