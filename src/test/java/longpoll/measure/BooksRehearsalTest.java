package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BooksRehearsalTest {
  private static final int ROUNDS = 400;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyMeasureOfUsersIsBookedInEveryPhaseThatItHas(boolean planned) {
    Map<Phase, Set<Measure>> booked = new EnumMap<>(Phase.class);
    rehearse(planned, booked);

    Set<Measure> ofUsers = EnumSet.complementOf(EnumSet.of(Measure.LAG_PROBE, Measure.BROADCAST));
    assertThat(booked).containsOnlyKeys(Phase.values());
    booked.forEach((phase, measures) -> assertThat(measures).as("%s", phase).containsAll(ofUsers));
    assertThat(booked.get(Phase.WINDOW)).contains(Measure.BROADCAST);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theRehearsedRunIsSound(boolean planned) {
    BooksRehearsal rehearsal = rehearse(planned, new EnumMap<>(Phase.class));

    RunBooks.Totals totals = rehearsal.books().totals();
    assertThat(totals.started()).isEqualTo(2 * ROUNDS);
    assertThat(totals.empty()).isEqualTo(2 * ROUNDS / 4);
    assertThat(totals.delivered()).isEqualTo(2 * ROUNDS * 3 / 4);
    assertThat(rehearsal.books().broadcasts.incomplete()).isZero();
    assertThat(rehearsal.books().events.duplicated.sum()).isZero();
  }

  private static BooksRehearsal rehearse(boolean planned, Map<Phase, Set<Measure>> booked) {
    BooksRehearsal rehearsal =
        new BooksRehearsal(
            new VirtualClock(),
            ROUNDS,
            planned,
            (measure, phase, negative, values) ->
                booked.computeIfAbsent(phase, any -> EnumSet.noneOf(Measure.class)).add(measure));
    rehearsal.play();
    return rehearsal;
  }
}
