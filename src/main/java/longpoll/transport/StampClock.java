package longpoll.transport;

import java.time.Instant;

/** The two clocks that stamps are taken from. Injected, so that tests run in virtual time. */
public interface StampClock {

  /** The machine's clocks. */
  StampClock SYSTEM =
      new StampClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long epochMicros() {
          Instant now = Instant.now();
          return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        }
      };

  /** Nanoseconds of a clock that only ever goes forward; differences are durations. */
  long nanoTime();

  /** Microseconds since the Unix epoch, to be compared with a server's stamps. */
  long epochMicros();
}
