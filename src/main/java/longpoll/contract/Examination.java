package longpoll.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import longpoll.dialect.Dialect;
import longpoll.dialect.Position;
import longpoll.settings.Settings;
import longpoll.transport.ExchangeObserver;

/**
 * What the polls of one check have in common. Thread-safe.
 *
 * <p>A bare URL is first polled without knowing its dialect and its hold limit, so these may change
 * after the first look; an instance has one of each.
 *
 * @param hold how long polls are held, as promised or assumed
 * @param holdKnown whether anybody says so, or the poll asks for it
 * @param sessions the last position of each client, to know what is secret
 */
record Examination(
    ContractSubject subject,
    Dialect dialect,
    String dialectSource,
    Duration hold,
    boolean holdKnown,
    String holdSource,
    ExchangeObserver observer,
    Settings.Tls tls,
    List<Position> sessions) {

  /** Most by which an answer may come later than the hold limit, beside a share of it. */
  private static final Duration LATE = Duration.ofMillis(250);

  private static final int LATE_SHARE = 20;

  /** What a server's clock may be coarse by. */
  private static final Duration EARLY = Duration.ofMillis(20);

  private static final int EARLY_SHARE = 100;

  /** How long an answer may take that nobody holds. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  static Examination of(
      ContractSubject subject,
      Dialect dialect,
      String dialectSource,
      Duration hold,
      boolean holdKnown,
      String holdSource,
      ExchangeObserver observer,
      Settings.Tls tls) {
    return new Examination(
        subject,
        dialect,
        dialectSource,
        hold,
        holdKnown,
        holdSource,
        observer,
        tls,
        new CopyOnWriteArrayList<>());
  }

  /** The same with what a first look has told. */
  Examination with(
      Dialect otherDialect,
      String otherSource,
      Duration otherHold,
      boolean known,
      String otherHoldSource) {
    return new Examination(
        subject,
        otherDialect,
        otherSource,
        otherHold,
        known,
        otherHoldSource,
        observer,
        tls,
        sessions);
  }

  ContractClient client(String name, int number) {
    return new ContractClient(this, name, number);
  }

  /** An answer within this time was not held. */
  long atOnceMicros() {
    long hold = micros(this.hold);
    return Math.min(Math.min(Math.max(250_000, hold / 20), 1_500_000), hold / 2);
  }

  /** Earliest that a poll without news may be answered. */
  long earliestMicros(long limitMicros) {
    long early = Math.max(micros(EARLY), limitMicros / EARLY_SHARE);
    return limitMicros - micros(dialect.earliness()) - early;
  }

  /** Latest that a poll without news may be answered. */
  long latestMicros(long limitMicros) {
    long late = Math.max(micros(LATE), limitMicros / LATE_SHARE);
    Duration limit = Duration.ofNanos(limitMicros * 1_000);
    return limitMicros + micros(dialect.lateness(limit)) + late;
  }

  /** How long a poll is watched at most before it counts as one without an answer. */
  Duration limit() {
    return hold.plus(dialect.lateness(hold)).plus(hold.dividedBy(4)).plus(PATIENCE);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  /** A text without what nobody may read. */
  String masked(String text) {
    String masked = text;
    for (Position session : sessions) {
      masked = dialect.masked(masked, session);
    }
    return masked;
  }
}
