package longpoll.compare;

/** Which way a measure may move without harm. */
public enum Direction {
  LOWER_IS_BETTER("lower is better"),
  HIGHER_IS_BETTER("higher is better"),
  /** A move either way says that something is different, not that it is worse. */
  TWO_SIDED("neither way is better");

  private final String words;

  Direction(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
