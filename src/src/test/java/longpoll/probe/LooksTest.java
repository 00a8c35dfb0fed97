package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LooksTest {
  private static final long MILLI = 1_000_000;
  private final Looks looks = new Looks(at(0));

  /** Near the overflow of a long, where a real clock may be as well. */
  private static long at(double millis) {
    return Long.MAX_VALUE - 50 * MILLI + Math.round(millis * MILLI);
  }

  @Test
  void whatWakesAWaitHasJustCome() {
    looks.waitsFor(at(0), 10 * MILLI);

    assertThat(looks.stamped(at(7))).isZero();
  }

  @Test
  void whatTheSameWaitFindsBesidesHasWaitedForTheFirst() {
    looks.waitsFor(at(0), 10 * MILLI);
    looks.stamped(at(7));

    assertThat(looks.stamped(at(7.5))).isEqualTo(MILLI / 2);
  }

  @Test
  void aWaitThatOversleptMayHaveBeenAnsweredSinceItBegan() {
    looks.waitsFor(at(0), 10 * MILLI);

    assertThat(looks.stamped(at(120))).isEqualTo(120 * MILLI);
    assertThat(looks.stamped(at(121))).isEqualTo(121 * MILLI);
  }

  @Test
  void aTimerThatIsAMillisecondLateIsNoSleep() {
    looks.waitsFor(at(0), 10 * MILLI);

    assertThat(looks.stamped(at(11.5))).isZero();
  }

  @Test
  void whatALookFindsWasNotThereWhenTheOneBeforeBegan() {
    looks.looks(at(1));
    looks.stamped(at(1.1));
    looks.looks(at(30));

    assertThat(looks.stamped(at(30.5))).isEqualTo(29_500_000);
  }

  @Test
  void theLookAfterAWaitCountsFromItsFirstAnswer() {
    looks.waitsFor(at(0), 10 * MILLI);
    looks.stamped(at(7));
    looks.looks(at(8));

    assertThat(looks.stamped(at(8.25))).isEqualTo(1_250_000);
  }

  @Test
  void theLookAfterAWaitForNothingCountsFromTheWait() {
    looks.waitsFor(at(0), 10 * MILLI);
    looks.looks(at(10));

    assertThat(looks.stamped(at(10))).isEqualTo(10 * MILLI);
  }
}
