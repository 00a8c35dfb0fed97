package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StampBoundTest {
  private static final long MILLI = 1_000_000;
  private final StampBound stampBound = new StampBound(at(0));

  /** Near the overflow of a long, where a real clock may be as well. */
  private static long at(double millis) {
    return Long.MAX_VALUE - 50 * MILLI + Math.round(millis * MILLI);
  }

  @Test
  void whatWakesAWaitHasJustCome() {
    stampBound.waitsFor(at(0), 10 * MILLI);

    assertThat(stampBound.stamped(at(7))).isZero();
  }

  @Test
  void whatTheSameWaitFindsBesidesHasWaitedForTheFirst() {
    stampBound.waitsFor(at(0), 10 * MILLI);
    stampBound.stamped(at(7));

    assertThat(stampBound.stamped(at(7.5))).isEqualTo(MILLI / 2);
  }

  @Test
  void aWaitThatOversleptMayHaveBeenAnsweredSinceItBegan() {
    stampBound.waitsFor(at(0), 10 * MILLI);

    assertThat(stampBound.stamped(at(120))).isEqualTo(120 * MILLI);
    assertThat(stampBound.stamped(at(121))).isEqualTo(121 * MILLI);
  }

  @Test
  void aTimerThatIsAMillisecondLateIsNoSleep() {
    stampBound.waitsFor(at(0), 10 * MILLI);

    assertThat(stampBound.stamped(at(11.5))).isZero();
  }

  @Test
  void whatALookFindsWasNotThereWhenTheOneBeforeBegan() {
    stampBound.looksNow(at(1));
    stampBound.stamped(at(1.1));
    stampBound.looksNow(at(30));

    assertThat(stampBound.stamped(at(30.5))).isEqualTo(29_500_000);
  }

  @Test
  void theLookAfterAWaitCountsFromItsFirstAnswer() {
    stampBound.waitsFor(at(0), 10 * MILLI);
    stampBound.stamped(at(7));
    stampBound.looksNow(at(8));

    assertThat(stampBound.stamped(at(8.25))).isEqualTo(1_250_000);
  }

  @Test
  void theLookAfterAWaitThatOversleptMayFindWhatIsAsOldAsTheWait() {
    stampBound.waitsFor(at(0), 10 * MILLI);
    stampBound.stamped(at(120));
    stampBound.looksNow(at(121));

    assertThat(stampBound.stamped(at(122))).isEqualTo(122 * MILLI);

    stampBound.looksNow(at(123));
    assertThat(stampBound.stamped(at(123))).isEqualTo(2 * MILLI);
  }

  @Test
  void aWaitThatIsBegunLateMayFindWhatCameSinceTheLookBefore() {
    stampBound.looksNow(at(1));
    stampBound.waitsFor(at(41), 10 * MILLI);

    assertThat(stampBound.stamped(at(41))).isEqualTo(40 * MILLI);
  }

  @Test
  void whatALookLeftOverMayBeAsOldAsWhatItFound() {
    stampBound.looksNow(at(1));
    stampBound.looksNow(at(5));
    stampBound.leftSomeOver();
    stampBound.looksNow(at(9));

    assertThat(stampBound.stamped(at(9))).isEqualTo(8 * MILLI);
  }

  @Test
  void theLookAfterAWaitForNothingCountsFromTheWait() {
    stampBound.waitsFor(at(0), 10 * MILLI);
    stampBound.looksNow(at(10));

    assertThat(stampBound.stamped(at(10))).isEqualTo(10 * MILLI);
  }
}
