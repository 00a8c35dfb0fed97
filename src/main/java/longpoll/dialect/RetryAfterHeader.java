package longpoll.dialect;

import java.time.Duration;
import java.time.InstantSource;

/** How long a server asks to stay away, for the packages below this one. */
public final class RetryAfterHeader {
  private static final RetryAfter RETRY_AFTER = new RetryAfter(InstantSource.system());

  private RetryAfterHeader() {}

  /** Null where the server asks for nothing that can be understood. */
  public static Duration read(Dialect.HeaderLookup header) {
    return RETRY_AFTER.read(header);
  }
}
