package longpoll.measure;

import java.time.Duration;
import java.util.Map;
import longpoll.record.RunRecord;
import longpoll.settings.Rearm;

/**
 * What is known of a run besides its ledger.
 *
 * @param id the run folder's name
 * @param api null where no definition was named
 * @param users how many there are
 * @param hold the hold limit; 0 where polls are answered at once
 */
public record RunDescription(
    String id,
    String label,
    String simulation,
    Map<String, Object> settings,
    RunRecord.Target target,
    RunRecord.Api api,
    RunRecord.Environment environment,
    int users,
    Duration hold,
    Rearm rearm) {}
