package longpoll.polling;

import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;

/**
 * What one run shows of the claim. Requests, bytes and CPU are of the window, and so are the
 * events: those that the answers of the window brought.
 *
 * @param everySeconds planned mean distance of a user's events
 * @param requestsAMinute of one user
 * @param requestsAnEvent by all users, for each event that one of them received
 * @param bytesAnEvent received by users
 * @param cpuMicrosAnEvent of the server
 * @param cpu of the server, in cores
 * @param heldMean requests under way at once
 * @param eventsAnAnswer of answers with events
 * @param status of the run, and whether it met its objectives
 */
record PollingFigures(
    Mode mode,
    double everySeconds,
    double requestsAMinute,
    double requestsAnEvent,
    double bytesAnEvent,
    double cpuMicrosAnEvent,
    double cpu,
    double heldMean,
    double lagP50Ms,
    double lagP99Ms,
    double eventsAnAnswer,
    double emptyRate,
    String status) {

  static PollingFigures of(Mode mode, double everySeconds, int users, RunRecord run) {
    RunRecord.Polls polls = run.polls();
    double seconds = run.window().measuredMs() / 1e3;
    double events = run.events().perPoll() * polls.delivered();
    MetricSummary lag = run.metrics().get("lag");
    double cpu = run.health().server().cpu();
    boolean met = run.objectives().stream().allMatch(RunRecord.Objective::met);
    return new PollingFigures(
        mode,
        everySeconds,
        polls.total() / seconds / users * 60,
        polls.total() / events,
        run.traffic().receivedBytes() / events,
        cpu * seconds * 1e6 / events,
        cpu,
        run.held().mean(),
        lag.p50(),
        lag.p99(),
        run.events().perPoll(),
        polls.emptyRate(),
        run.status().word() + (met ? "" : ", objectives missed"));
  }
}
