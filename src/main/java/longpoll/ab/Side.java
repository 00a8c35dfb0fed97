package longpoll.ab;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a run is made of: what is compared against, or what is judged. */
public enum Side {
  BASE("base"),
  CANDIDATE("candidate");

  private final String word;

  Side(String word) {
    this.word = word;
  }

  /** The word in messages and in {@code ab.json}. */
  @JsonValue
  public String word() {
    return word;
  }

  Side other() {
    return this == BASE ? CANDIDATE : BASE;
  }
}
