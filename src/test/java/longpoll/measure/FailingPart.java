package longpoll.measure;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;

/** Lets one part of a closing fail, and knows which parts there were. */
public final class FailingPart extends ErrorCollector {
  public final Set<String> parts = new LinkedHashSet<>();

  public final String failing;
  public final Throwable thrown;

  public FailingPart(String failing, Throwable thrown) {
    super((part, quietly) -> {});
    this.failing = failing;
    this.thrown = thrown;
  }

  public static FailingPart none() {
    return new FailingPart("", null);
  }

  @Override
  protected <T> T call(String part, Callable<T> work) throws Exception {
    parts.add(part);
    if (part.equals(failing)) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    }
    return work.call();
  }
}
