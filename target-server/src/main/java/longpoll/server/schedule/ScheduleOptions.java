package longpoll.server.schedule;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What schedules are made of. Immutable.
 *
 * @param channels names of the channels to publish on
 * @param everyMicros distance, or mean distance, of the instants of one channel
 * @param burst events at one instant, for schedules that have several
 * @param seed of the random numbers of the first channel; the next one's is 1 more
 * @param trace a file, for schedules that read one
 */
public record ScheduleOptions(
    List<String> channels, long everyMicros, int burst, long seed, Optional<Path> trace) {

  public ScheduleOptions {
    channels = List.copyOf(channels);
  }

  /**
   * How much later a channel publishes than the first one. Spread over the distance of two
   * instants, since channels that publish at the same time would all be one large broadcast.
   */
  long shiftMicros(int channel) {
    return channel * everyMicros / channels.size();
  }
}
