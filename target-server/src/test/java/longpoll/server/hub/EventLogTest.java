package longpoll.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLogTest {
  private static final int CHANNELS = 7;

  /** Against a list of all events, looked at one by one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anySetOfChannelsSeesItsEventsInOrderFromAnyCursor(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    EventLog log = new EventLog(50, 1 << 20);
    List<Event> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      // The last channel is a quiet one.
      int channel = random.nextInt(100) == 0 ? CHANNELS - 1 : random.nextInt(CHANNELS - 1);
      all.add(
          log.append(
              new Event.Draft("c" + channel, i, "1".getBytes(StandardCharsets.US_ASCII)), i));
      log.trim();
      List<String> names = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        names.add("c" + random.nextInt(CHANNELS + 1));
      }
      long from = log.oldest() + random.nextLong(log.next() - log.oldest() + 1);
      assertThat(ids(log.from(from, names.isEmpty() ? ChannelSet.ALL : ChannelSet.of(names))))
          .isEqualTo(
              all.stream()
                  .filter(event -> event.id() >= from)
                  .filter(event -> names.isEmpty() || names.contains(event.channel()))
                  .map(Event::id)
                  .toList());
    }
    assertThat(log.next() - log.oldest()).isEqualTo(50);
  }

  private static List<Long> ids(Iterator<Event> events) {
    List<Long> ids = new ArrayList<>();
    events.forEachRemaining(event -> ids.add(event.id()));
    return ids;
  }
}
