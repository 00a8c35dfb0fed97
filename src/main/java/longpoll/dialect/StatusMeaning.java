package longpoll.dialect;

import java.util.Locale;

/** What a status of a bare poll's answer means. */
public enum StatusMeaning {
  /** News. */
  EVENTS,
  /** Held to the limit, and no news. */
  EMPTY,
  /** News if there is a body, none if not. */
  BY_BODY,
  /** What the client asked for is no longer kept. */
  GAP,
  /** Failed; a Retry-After is kept. */
  FAILED;

  /** What a status means where nobody says otherwise. */
  public static StatusMeaning usual(int status) {
    return switch (status) {
      case 200 -> EVENTS;
      case 204, 304, 408 -> EMPTY;
      case 410 -> GAP;
      default -> status > 200 && status < 300 ? BY_BODY : FAILED;
    };
  }

  /** Its name in data. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static StatusMeaning of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
