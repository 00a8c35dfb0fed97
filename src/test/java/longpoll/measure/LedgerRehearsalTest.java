package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import longpoll.dialect.Delivery;
import longpoll.histogram.Measure;
import longpoll.record.RunRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerRehearsalTest {
  private static final int ROUNDS = 400;

  @ParameterizedTest
  @CsvSource({"true, BROADCAST", "false, BROADCAST", "true, QUEUE", "true, STATE"})
  void everyMeasureOfUsersIsRecordedInEveryPhaseThatItHas(boolean planned, Delivery delivery) {
    Map<Phase, Set<Measure>> recorded = new EnumMap<>(Phase.class);
    rehearse(planned, delivery, recorded);

    Set<Measure> ofUsers = EnumSet.complementOf(EnumSet.of(Measure.LAG_PROBE, Measure.BROADCAST));
    assertThat(recorded).containsOnlyKeys(Phase.values());
    recorded.forEach(
        (phase, measures) -> assertThat(measures).as("%s", phase).containsAll(ofUsers));
    assertThat(recorded.get(Phase.WINDOW).contains(Measure.BROADCAST))
        .isEqualTo(delivery == Delivery.BROADCAST);
  }

  @ParameterizedTest
  @CsvSource({"true, BROADCAST", "false, BROADCAST", "true, QUEUE", "true, STATE"})
  void theRehearsedRunIsSound(boolean planned, Delivery delivery) {
    LedgerRehearsal rehearsal = rehearse(planned, delivery, new EnumMap<>(Phase.class));

    RunRecord.Totals totals = rehearsal.ledger().tally().totals(false);
    assertThat(totals.started()).isEqualTo(2 * ROUNDS);
    assertThat(totals.empty()).isEqualTo(2 * ROUNDS / 4);
    assertThat(totals.delivered()).isEqualTo(2 * ROUNDS * 3 / 4);
    assertThat(rehearsal.ledger().broadcasts.receipts().incomplete()).isZero();
    assertThat(rehearsal.ledger().events.duplicated.sum()).isZero();
  }

  private static LedgerRehearsal rehearse(
      boolean planned, Delivery delivery, Map<Phase, Set<Measure>> recorded) {
    LedgerRehearsal rehearsal =
        new LedgerRehearsal(
            new VirtualClock(),
            ROUNDS,
            planned,
            delivery,
            (measure, phase, negative, values) ->
                recorded.computeIfAbsent(phase, any -> EnumSet.noneOf(Measure.class)).add(measure));
    rehearsal.play();
    return rehearsal;
  }
}
