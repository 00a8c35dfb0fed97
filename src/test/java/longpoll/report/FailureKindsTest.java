package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import longpoll.dialect.FailureKind;
import longpoll.fake.FakeRun;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureKindsTest {
  @TempDir Path runs;
  private RunFolder folder;

  @Test
  void everyKindHasASentenceOfItsOwn() throws IllegalAccessException {
    String unknown = FailureKinds.sentence("never heard of");
    for (Field field : FailureKind.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        String kind = (String) field.get(null);
        assertThat(FailureKinds.sentence(kind)).as(kind).isNotEqualTo(unknown);
      }
    }
  }

  private RunRecord record(RunRecord.Failure... failures) throws IOException {
    FakeRun run = new FakeRun(1);
    run.users = 20;
    run.seconds = 2;
    run.failed = new TreeMap<>();
    for (RunRecord.Failure failure : failures) {
      run.failed.put(failure.kind(), failure.count());
    }
    run.failureHolds = List.of(failures);
    folder = run.write(runs);
    return RunRecords.read(folder.runJson());
  }

  @Test
  void failuresThatAllComeAfterTheSameWaitAreATimeoutsDoing() throws Exception {
    RunRecord run = record(new RunRecord.Failure("http-504", 600, 60_001.0, 60_004.2, 60_012.5));

    assertThat(FailureKinds.cuts(run))
        .containsExactly(
            "All 600 http-504 came 60.0\u00a0s after their poll was sent, within 11.5\u00a0ms of each"
                + " other: a proxy's or server's timeout cuts them there; look at its read timeout.");
    assertThat(FailureKinds.of(run).rows())
        .containsExactly(
            List.of(
                "http-504",
                "600",
                "600",
                "60,001\u00a0ms",
                "60,004\u00a0ms",
                "60,013\u00a0ms",
                FailureKinds.sentence("http-504")));
    assertThat(ReportPage.render(folder)).contains("<p>All 600 http-504 came 60.0\u00a0s after");
    assertThat(FailureKinds.brief(run).rows().get(0)).startsWith("http-504", "600");
  }

  @Test
  void answersThatNoProxyGivesUpWithMayBeTheTargetsWayToSayNothingCame() throws Exception {
    assertThat(
            FailureKinds.cuts(
                record(new RunRecord.Failure("http-304", 9, 5_000.1, 5_003.0, 5_090.0))))
        .hasSize(1)
        .allMatch(sentence -> sentence.contains("All 9 http-304 came 5.00\u00a0s after"))
        .allMatch(sentence -> sentence.contains("the dialect does not fit"));
  }

  @Test
  void failuresOfAllSortsOfWaitsAreLeftToTheTable() throws Exception {
    assertThat(
            FailureKinds.cuts(
                record(
                    new RunRecord.Failure("closed", 600, 12.0, 30_000.0, 60_000.0),
                    new RunRecord.Failure("http-500", 600, 1.0, 1.2, 2.0),
                    new RunRecord.Failure("http-502", 4, 5_000.0, 5_000.0, 5_000.0),
                    new RunRecord.Failure("refused", 600, null, null, null),
                    new RunRecord.Failure("timeout", 600, 20_625.0, 20_625.0, 20_626.0))))
        .isEmpty();
  }

  @Test
  void aKindThatWasNeverSentHasDashes() throws Exception {
    RunRecord run = record(new RunRecord.Failure("refused", 3, null, null, null));

    assertThat(FailureKinds.of(run).rows().get(0))
        .startsWith("refused", "3", "3", "\u2013", "\u2013", "\u2013");
  }

  @Test
  void withoutFailuresThereIsNoTable() throws Exception {
    assertThat(FailureKinds.of(record())).isNull();
    assertThat(FailureKinds.brief(record())).isNull();
  }

  @Test
  void aStatusIsNamed() {
    assertThat(FailureKinds.sentence(FailureKind.ofStatus(502))).contains("status 502");
    assertThat(FailureKinds.sentence(FailureKind.ofStatus(503))).contains("capacity");
  }
}
