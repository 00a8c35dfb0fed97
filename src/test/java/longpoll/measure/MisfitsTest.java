package longpoll.measure;

import static longpoll.dialect.PolledEvent.UNKNOWN;
import static longpoll.measure.TestRun.delivered;
import static longpoll.measure.TestRun.empty;
import static longpoll.measure.TestRun.event;
import static longpoll.measure.TestRun.serverMicros;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import longpoll.dialect.Answer;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.StreamPosition;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded of answers that do not fit, and what is said of it. */
class MisfitsTest {
  private static final double ARRIVED = 3_100;

  private final TestRun run = TestRun.withoutPlan();
  private final TestRun.User user = run.user();

  private List<String> said() {
    return List.copyOf(SampleShards.snapshot(run.ledger).misfits().values());
  }

  /** An instant of the run, in another unit. */
  private static long in(String unit, long micros) {
    return switch (unit) {
      case "seconds" -> micros / 1_000_000;
      case "milliseconds" -> micros / 1_000;
      case "nanoseconds" -> micros * 1_000;
      default -> throw new IllegalArgumentException(unit);
    };
  }

  @Test
  void kindsAreToldInTheSameOrderEachTime() {
    for (int status = 599; status > 580; status--) {
      user.sent(3_000)
          .answered(3_000, Answer.failed(StreamPosition.START, "http-" + status, "odd", null));
    }
    assertThat(said()).hasSize(19).isSorted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"seconds", "milliseconds", "nanoseconds"})
  void anInstantInAnotherUnitIsNamedAndTakesNothingWithIt(String unit) {
    long planned = in(unit, serverMicros(3_050));
    PolledEvent first = new PolledEvent(1, "a", 1, planned);
    user.sent(3_000).answered(ARRIVED, delivered(first));
    user.sent(3_200).answered(3_300, delivered(first, new PolledEvent(2, "a", 2, planned + 1)));
    user.sent(3_300).answered(3_400, delivered(new PolledEvent(5, "a", 5, planned + 2)));

    assertThat(run.events().received()).isEqualTo(3);
    assertThat(run.events().duplicated()).isEqualTo(1);
    assertThat(run.events().missed()).isEqualTo(2);
    assertThat(run.drainedWindow())
        .containsKey(Measure.HOLD_DELIVERED)
        .doesNotContainKeys(Measure.LAG, Measure.LAG_PARKED, Measure.LAG_REPLAYED);
    assertThat(said())
        .containsExactly(
            "first answer that does not fit: plannedAt is "
                + planned
                + ", which is no instant of this run in microseconds since the Unix epoch, but one in "
                + unit
                + ": it counts as unknown, and no lag comes from it");
    assertThat(run.warnings).as("once").isEqualTo(said());
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "9223372036854775807", "86400000000"})
  void anInstantThatIsOneInNoUnitIsNamedAsWell(long planned) {
    user.sent(3_000).answered(ARRIVED, delivered(new PolledEvent(1, "a", 1, planned, planned)));

    assertThat(run.events().received()).isEqualTo(1);
    assertThat(run.drainedWindow()).doesNotContainKey(Measure.LAG);
    assertThat(said()).hasSize(1);
    assertThat(said().get(0)).contains("publishedAt is " + planned, "none in another unit either");
  }

  @Test
  void anEventWithAnUnusableInstantBelongsWhereItArrived() {
    user.sent(1_000).answered(1_500, delivered(new PolledEvent(1, "a", 1, 17)));
    user.sent(1_500).answered(2_000, delivered(new PolledEvent(2, "a", 2, 17)));
    user.sent(11_000).answered(12_000, delivered(new PolledEvent(3, "a", 3, 17)));

    assertThat(run.events().received()).as("of the window from 2,000 to 12,000").isEqualTo(1);
  }

  @Test
  void lagCountsFromPublicationWhereThePlannedInstantCannotBeOne() {
    long published = serverMicros(3_080);
    user.sent(3_000)
        .answered(ARRIVED, delivered(new PolledEvent(1, "a", 1, published / 1_000, published)));

    Map<Measure, MetricSummary> measured = run.drainedWindow();
    assertThat(measured.get(Measure.LAG).max()).isCloseTo(20, Offset.offset(0.1));
    assertThat(said()).hasSize(1);
    assertThat(said().get(0)).contains("plannedAt is ", "one in milliseconds");
    assertThat(run.ledger.broadcasts.receipts().slips().isEmpty())
        .as("how late it was published is unknown")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"seconds", "milliseconds", "nanoseconds"})
  void aPublicationInAnotherUnitCostsNeitherLagNorASlipThatNeverWas(String unit) {
    long planned = serverMicros(3_080);
    user.sent(3_000)
        .answered(
            ARRIVED, delivered(new PolledEvent(1, "a", 1, planned, in(unit, planned + 1_000))));

    assertThat(run.drainedWindow().get(Measure.LAG).max()).isCloseTo(20, Offset.offset(0.1));
    assertThat(run.ledger.broadcasts.receipts().slips().isEmpty()).isTrue();
    assertThat(said()).hasSize(1);
    assertThat(said().get(0)).contains("publishedAt is ", "one in " + unit);
  }

  @Test
  void oneEventDoesNotCostTheOthersOfItsAnswer() {
    user.sent(3_000).answered(ARRIVED, delivered(event(1, 3_050), new PolledEvent(2, "a", 2, 17)));

    assertThat(run.events().received()).isEqualTo(2);
    assertThat(run.drainedWindow().get(Measure.LAG).count()).isEqualTo(1);
  }

  @Test
  void anEventOfManyHoursAgoIsNoMisfit() {
    long hours = 20L * 3_600 * 1_000_000;
    user.sent(3_000)
        .answered(ARRIVED, delivered(new PolledEvent(1, "a", 1, serverMicros(3_050) - hours)));

    assertThat(said()).isEmpty();
    assertThat(run.events().received()).as("planned before the window").isZero();
  }

  @Test
  void nothingIsSaidOfInstantsWhereTheClockIsUnknown() {
    TestRun blind = new TestRun(RunLedger.builder().serverOffsetMicros(null));
    blind.user().sent(3_000).answered(ARRIVED, delivered(new PolledEvent(1, "a", 1, 17)));

    assertThat(blind.ledger.misfits.byKind()).isEmpty();
    assertThat(blind.events().received()).isEqualTo(1);
  }

  @Test
  void theFirstMisfitOfEachKindIsAReasonAndAWarning() {
    for (String kind : List.of("seq", "seq", "id", "seq")) {
      user.sent(3_000)
          .answered(
              3_000,
              Answer.delivered(
                  StreamPosition.START,
                  List.of(PolledEvent.ANY),
                  List.of(new Answer.Misfit(kind, kind + " is odd"))));
    }

    assertThat(said())
        .containsExactly(
            "first answer that does not fit: id is odd",
            "first answer that does not fit: seq is odd");
    assertThat(run.warnings).containsExactlyInAnyOrderElementsOf(said());
  }

  @Test
  void theFirstFailureOfEachKindIsAReasonButNoSecondWarning() {
    for (String detail : List.of("first", "second")) {
      user.sent(3_000)
          .answered(3_000, Answer.failed(StreamPosition.START, "http-304", detail, null));
    }

    assertThat(said()).containsExactly("first poll that failed as http-304: first");
    assertThat(run.warnings).as("whoever polls warns of failures").isEmpty();
  }

  @Test
  void kindsAreBoundedInNumber() {
    for (int i = 0; i < 10 * Misfits.MOST_KINDS; i++) {
      user.sent(3_000)
          .answered(3_000, Answer.failed(StreamPosition.START, "kind-" + i, "odd", null));
    }

    assertThat(said()).hasSize(Misfits.MOST_KINDS);
  }

  @Test
  void deliveriesOfWhichNothingIsKnownAtTheHoldLimitAreProbablyEmpty() {
    blank(3_900);
    blank(3_920);
    blank(4_080);
    deliveryAfter(500, 1);

    assertThat(run.ledger.blank.snapshot().doubt(run.ledger.window.snapshot()).orElseThrow())
        .startsWith(
            "3 of 4 deliveries carried no field that is known, and 2 of these came within 2 % of the"
                + " hold limit, while 0 polls ended empty")
        .contains("longpoll.dialect");
  }

  @Test
  void theChannelThatAUserWaitsOnIsNotKnownFromTheAnswer() {
    PolledEvent blank = new PolledEvent(UNKNOWN, "c7", UNKNOWN, UNKNOWN);
    record(3_990, blank);
    record(4_010, blank);

    assertThat(run.ledger.blank.snapshot().doubt(run.ledger.window.snapshot()).orElseThrow())
        .startsWith("2 of 2 deliveries carried no field that is known");
  }

  @Test
  void deliveriesOfWhichNothingIsKnownMayComeAtAnyOtherTime() {
    blank(3_900);
    blank(4_000);
    blank(100);
    blank(4_100);

    assertThat(run.ledger.blank.snapshot().doubt(run.ledger.window.snapshot()))
        .as("one of four, by chance")
        .isEmpty();
  }

  @Test
  void whereThereAreEmptyAnswersTheOthersAreNone() {
    blank(4_000);
    blank(4_000);
    user.sent(4_000).answered(8_000, empty());
    user.sent(4_000 + 4_000).answered(11_990, empty());

    assertThat(run.ledger.blank.snapshot().doubt(run.ledger.window.snapshot())).isEmpty();
  }

  @Test
  void deliveriesThatAreKnownMayComeAtTheHoldLimit() {
    for (int seq = 1; seq <= 3; seq++) {
      deliveryAfter(4_000, seq);
    }
    assertThat(run.ledger.blank.snapshot().doubt(run.ledger.window.snapshot())).isEmpty();
  }

  /** A poll of a user of its own, so that the clock need not go back. */
  private void blank(double holdMillis) {
    record(holdMillis, PolledEvent.ANY);
  }

  private void deliveryAfter(double holdMillis, long seq) {
    record(holdMillis, new PolledEvent(UNKNOWN, "a", seq, UNKNOWN));
  }

  private void record(double holdMillis, PolledEvent event) {
    long sentNanos = VirtualClock.START_NANOS + 3_000_000_000L;
    long sentMicros = VirtualClock.START_MICROS + 3_000_000;
    long hold = Math.round(holdMillis * 1e6);
    UserLedger userLedger = run.ledger.user("");
    userLedger.sent(sentNanos, sentMicros, TestRun.HOLD_NANOS);
    userLedger.answered(sentNanos + hold, sentMicros + hold / 1_000, delivered(event));
  }
}
