package longpoll.server.process;

import java.time.Instant;

/** The wall clock, in microseconds since the Unix epoch. May be called from any thread. */
@FunctionalInterface
public interface MicroClock {
  MicroClock SYSTEM =
      () -> {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
      };

  long micros();
}
