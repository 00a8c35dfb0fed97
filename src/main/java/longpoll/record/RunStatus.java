package longpoll.record;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a run ended, as far as its numbers can be believed. */
public enum RunStatus {
  /** Ran to its end and kept up: the numbers stand. */
  COMPLETE,
  /** Ended before its window did: the numbers cover only a part. */
  ABORTED,
  /** Ran to its end, but the injector or its clock could not be trusted: see the reasons. */
  INVALID;

  /** The word in {@code run.json}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
