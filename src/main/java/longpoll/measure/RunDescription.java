package longpoll.measure;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import longpoll.record.RunRecord;
import longpoll.settings.LoadShare;
import longpoll.settings.Rearm;

/**
 * What is known of a run besides its ledger.
 *
 * @param id the run folder's name
 * @param api null where no definition was named
 * @param share which of several injectors made this run
 * @param users how many this injector made
 * @param usersOfAll how many all injectors were to make
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
    LoadShare share,
    int users,
    int usersOfAll,
    Duration hold,
    Rearm rearm) {

  /** The setting that differs between injectors. */
  private static final String SHARD = "shard";

  /** What gave users an instant to begin at that other injectors have too, in words. */
  public Optional<String> commonStart() {
    if (isSet("start-at")) {
      return Optional.of("start-at");
    }
    boolean together = settings.getOrDefault("injectors", 1) instanceof Integer many && many > 1;
    return isSet("barrier") || together ? Optional.of("the common start") : Optional.empty();
  }

  private boolean isSet(String key) {
    return !settings.getOrDefault(key, "").toString().isEmpty();
  }

  /**
   * The same of all injectors together.
   *
   * @param mergedId the name of the folder that their record is written to
   */
  public RunDescription ofAll(String mergedId) {
    Map<String, Object> whole = new TreeMap<>(settings);
    whole.put(SHARD, LoadShare.WHOLE.toString());
    return new RunDescription(
        mergedId,
        label,
        simulation,
        whole,
        target,
        api,
        environment,
        LoadShare.WHOLE,
        usersOfAll,
        usersOfAll,
        hold,
        rearm);
  }
}
