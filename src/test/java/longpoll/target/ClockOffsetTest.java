package longpoll.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import longpoll.measure.VirtualClock;
import longpoll.transport.StampClock;
import org.junit.jupiter.api.Test;

class ClockOffsetTest {
  private final VirtualClock clock = new VirtualClock();
  private long serverAheadMicros;

  @Test
  void aSymmetricExchangeFindsTheOffsetItself() {
    serverAheadMicros = 1_234;

    ClockOffset offset = ClockOffset.measure(1, clock, () -> exchange(100, 100));

    assertThat(offset).isEqualTo(new ClockOffset(1_234, 102));
  }

  @Test
  void theBoundHoldsHoweverUnequalTheTwoWaysAre() {
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      serverAheadMicros = random.nextInt(2_000_000) - 1_000_000;
      int there = random.nextInt(5_000);
      int back = random.nextInt(5_000);

      ClockOffset offset = ClockOffset.measure(1, clock, () -> exchange(there, back));

      assertThat(Math.abs(offset.offsetUs() - serverAheadMicros))
          .isLessThanOrEqualTo(offset.boundUs());
    }
  }

  @Test
  void theSmallestRoundTripOfSeveralIsBelieved() {
    serverAheadMicros = -50;
    int[][] ways = {{9_000, 10}, {30, 40}, {10, 4_000}};
    int[] next = {0};

    ClockOffset offset =
        ClockOffset.measure(
            3,
            clock,
            () -> {
              int[] way = ways[next[0]++];
              return exchange(way[0], way[1]);
            });

    assertThat(offset.boundUs()).isEqualTo(37);
    assertThat(offset.offsetUs()).isBetween(-50L - 37, -50L + 37);
  }

  @Test
  void aStepOfTheInjectorsClockDuringAnExchangeDoesNotBendTheRoundTrip() {
    ClockOffset offset =
        ClockOffset.measure(
            1,
            clock,
            () -> {
              long server = exchange(10, 10);
              clock.stepMicros(-60_000_000);
              return server;
            });

    assertThat(offset).isEqualTo(new ClockOffset(0, 12));
  }

  @Test
  void twoMeasurementsThatAgreeAreOneThatCoversBoth() {
    ClockOffset before = new ClockOffset(100, 20);
    ClockOffset after = new ClockOffset(110, 40);

    assertThat(before.movedUs(after)).isZero();
    assertThat(before.until(after)).isEqualTo(new ClockOffset(110, 40));
    assertThat(after.until(before)).isEqualTo(before.until(after));
  }

  @Test
  void aClockThatJumpsBetweenTheTwoIsSeenAndWidensTheBound() {
    ClockOffset before = ClockOffset.measure(3, clock, () -> exchange(50, 50));
    serverAheadMicros = 120_000_000;
    ClockOffset after = ClockOffset.measure(3, clock, () -> exchange(50, 50));

    assertThat(before.movedUs(after)).isEqualTo(120_000_000 - 2 * 52);
    ClockOffset both = before.until(after);
    assertThat(both.offsetUs() - both.boundUs()).isLessThanOrEqualTo(0);
    assertThat(both.offsetUs() + both.boundUs()).isGreaterThanOrEqualTo(120_000_000);
  }

  @Test
  void noExchangeAtAllIsRefused() {
    assertThatThrownBy(() -> ClockOffset.measure(0, clock, () -> 0))
        .hasMessageContaining("at least 1 is needed, but it is 0");
  }

  private long exchange(long thereMicros, long backMicros) {
    clock.passMicros(thereMicros);
    long server = clock.epochMicros() + serverAheadMicros;
    clock.passMicros(backMicros);
    return server;
  }

  /** Time that passes when the test says so. */
  private static final class VirtualClock implements StampClock {
    private long nanos = 1_000;
    private long micros = 1_700_000_000_000_000L;

    void passMicros(long passed) {
      nanos += passed * 1_000;
      micros += passed;
    }

    void stepMicros(long step) {
      micros += step;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public long epochMicros() {
      return micros;
    }
  }
}
