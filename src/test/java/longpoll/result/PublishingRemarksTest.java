package longpoll.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import longpoll.measure.ServerStatsSamples;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import longpoll.target.ServerStats;
import longpoll.target.ServerStats.Publishing;
import org.junit.jupiter.api.Test;

class PublishingRemarksTest {
  private static final Settings.Validity LIMITS =
      new SettingsLoader(Path.of("")).load(new Properties()).validity();
  private static final ServerStats START = counts(10, 10, 0, 0, 0, 1.0);

  private static ServerStats counts(
      long planned, long accepted, long refused, long failed, long unpublished, double lateP99Ms) {
    return ServerStatsSamples.publisher(
        0.4,
        new Publishing(
            planned,
            accepted,
            refused,
            failed,
            unpublished,
            0,
            0,
            accepted == 0 && refused + failed >= 5,
            0.5,
            lateP99Ms,
            9.0,
            1.5,
            700.0,
            900.0,
            5_000.0,
            refused > 0 ? "HTTP status 429, where 200..299 is expected" : null,
            failed > 0 ? "no answer within 10s" : null));
  }

  private static PublishingRemarks of(ServerStats end) {
    return PublishingRemarks.of(LIMITS, START, end);
  }

  @Test
  void nothingIsSaidOfATargetThatPublishesByItself() {
    ServerStats server = ServerStatsSamples.parked(3);

    assertThat(PublishingRemarks.of(LIMITS, server, server))
        .isEqualTo(of(counts(1_010, 1_010, 0, 0, 0, 1.0)));
    assertThat(PublishingRemarks.of(LIMITS, null, null).invalid()).isEmpty();
    assertThat(PublishingRemarks.of(LIMITS, null, null).notices()).isEmpty();
  }

  @Test
  void publisherThatIsGoneInvalidates() {
    assertThat(of(null).invalid())
        .singleElement()
        .asString()
        .startsWith("the publisher did not answer at the end of the run");
  }

  @Test
  void fewLossesAreANoticeAndManyInvalidate() {
    PublishingRemarks few = of(counts(1_010, 1_000, 6, 4, 0, 1.0));
    assertThat(few.invalid()).isEmpty();
    assertThat(few.notices())
        .containsExactly(
            "6 of 1,000 events to be published were refused by the target, the last with: HTTP"
                + " status 429, where 200..299 is expected",
            "4 of 1,000 events to be published got no whole answer, so that they may be there or"
                + " not, the last because: no answer within 10s");

    PublishingRemarks many = of(counts(1_010, 999, 11, 0, 0, 1.0));
    assertThat(many.invalid()).hasSize(1);
    assertThat(many.notices()).isEmpty();
  }

  @Test
  void lossesBeforeTheRunAreNotItsOwn() {
    PublishingRemarks same =
        PublishingRemarks.of(
            LIMITS, counts(10, 2, 8, 0, 0, 1.0), counts(1_010, 1_002, 8, 0, 0, 1.0));

    assertThat(same.invalid()).isEmpty();
    assertThat(same.notices()).isEmpty();
  }

  @Test
  void rateThatTheTargetCannotTakeEndsInAReason() {
    assertThat(of(counts(1_010, 510, 0, 0, 500, 4_900.0)).invalid())
        .containsExactly(
            "500 of 1,000 events to be published were left out, because the target did not take them"
                + " as fast as they were planned, and their channels fell more than 5000 ms behind"
                + " (it took up to 700 ms for one, at p99): a larger schedule.every, more channels,"
                + " or a faster target");
  }

  @Test
  void eventsThatWaitedForTheTargetAreANoticeSinceLagHasThatInIt() {
    assertThat(of(counts(1_010, 1_010, 0, 0, 0, 1_800.0)).notices())
        .singleElement()
        .asString()
        .startsWith("events were sent to the target 1800 ms after their planned instants, at p99")
        .endsWith("lag counts from the planned instant and has that in it");
  }

  @Test
  void publisherThatCannotKeepItsScheduleInvalidates() {
    Publishing fine = counts(1_010, 1_010, 0, 0, 0, 1_800.0).publishing();

    PublishingRemarks remarks = of(ServerStatsSamples.publisher(1_700, fine));

    assertThat(remarks.invalid())
        .singleElement()
        .asString()
        .startsWith("the publisher turned to its events 1700 ms after the planned instants");
    assertThat(remarks.notices()).isEmpty();
  }

  @Test
  void targetThatTakesNothingIsFoundByItsFirstAnswers() {
    assertThat(PublishingRemarks.refusedFromTheStart(counts(4, 0, 4, 0, 0, 1.0))).isEmpty();
    assertThat(PublishingRemarks.refusedFromTheStart(counts(9, 1, 8, 0, 0, 1.0))).isEmpty();
    assertThat(PublishingRemarks.refusedFromTheStart(ServerStatsSamples.parked(1))).isEmpty();
    assertThat(PublishingRemarks.refusedFromTheStart(counts(5, 0, 5, 0, 0, 1.0)))
        .hasValue(
            "the target took none of the first 5 events that were published there: HTTP status 429,"
                + " where 200..299 is expected; check the dialect's publish block and its"
                + " credentials");
    assertThat(PublishingRemarks.refusedFromTheStart(counts(5, 0, 0, 5, 0, 1.0)))
        .get()
        .asString()
        .contains("no answer within 10s");
  }
}
