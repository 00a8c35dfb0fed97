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
  void theLookAfterAWaitThatOversleptMayFindWhatIsAsOldAsTheWait() {
    looks.waitsFor(at(0), 10 * MILLI);
    looks.stamped(at(120));
    looks.looks(at(121));

    assertThat(looks.stamped(at(122))).isEqualTo(122 * MILLI);

    looks.looks(at(123));
    assertThat(looks.stamped(at(123))).isEqualTo(2 * MILLI);
  }

  @Test
  void aWaitThatIsBegunLateMayFindWhatCameSinceTheLookBefore() {
    looks.looks(at(1));
    looks.waitsFor(at(41), 10 * MILLI);

    assertThat(looks.stamped(at(41))).isEqualTo(40 * MILLI);
  }

  @Test
  void whatALookLeftOverMayBeAsOldAsWhatItFound() {
    looks.looks(at(1));
    looks.looks(at(5));
    looks.leftSomeOver();
    looks.looks(at(9));

    assertThat(looks.stamped(at(9))).isEqualTo(8 * MILLI);
  }

  @Test
  void theLookAfterAWaitForNothingCountsFromTheWait() {
    looks.waitsFor(at(0), 10 * MILLI);
    looks.looks(at(10));

    assertThat(looks.stamped(at(10))).isEqualTo(10 * MILLI);
  }
}
