package longpoll.dialect;

import java.util.Locale;

/** To whom a target gives an event. It says what expected, missed and duplicated mean. */
public enum Delivery {
  /** Each user gets each event. */
  BROADCAST,
  /** Each event goes to one user; twice is a duplicate, whoever gets it. */
  QUEUE,
  /** An answer is the newest version; a version that was skipped is no loss. */
  STATE;

  /** Its name in dialect files and records. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
