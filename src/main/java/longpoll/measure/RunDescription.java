package longpoll.measure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import longpoll.prediction.EmptyRatePrediction;
import longpoll.record.RunRecord;
import longpoll.settings.Rearm;

/**
 * What is known of a run besides its ledger.
 *
 * @param id the run folder's name
 * @param users how many there are
 * @param hold the hold limit; 0 where polls are answered at once
 * @param clock offset and bound, both null where the target's clock is unknown
 * @param idleServerRssBytes the server's resident memory before any load, or null
 */
public record RunDescription(
    String id,
    String label,
    String simulation,
    Map<String, Object> settings,
    RunRecord.Target target,
    RunRecord.Environment environment,
    int users,
    Duration hold,
    Rearm rearm,
    RunRecord.Clock clock,
    Long idleServerRssBytes) {

  /**
   * How the run came to its end.
   *
   * @param prediction of the empty rate, or null where no plan is known
   */
  public record Ending(
      boolean aborted, List<String> invalidBecause, EmptyRatePrediction prediction) {}
}
