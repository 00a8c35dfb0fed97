package longpoll.record;

/**
 * One second of a run: a row of {@code series.csv}. Null stands for what was not measured in that
 * second.
 *
 * @param second whole seconds since the first poll
 * @param phase {@code ramp}, {@code warmup}, {@code window} or {@code tail}
 * @param held polls held at the end of the second, as the client counts
 * @param serverHeld polls parked at the end of the second, as the server counts
 * @param polls polls answered, whatever the outcome
 * @param events events received
 * @param emptyRate empty / (delivered + empty) of this second
 * @param lagP50Ms delivery lag of what arrived in this second
 * @param holdP50Ms hold time of what was delivered in this second
 * @param injectorCpu cores busy
 * @param loopLagMaxMs worst event-loop lag
 */
public record SeriesRow(
    int second,
    String phase,
    long held,
    Long serverHeld,
    long polls,
    long delivered,
    long empty,
    long gap,
    long failed,
    long events,
    Double emptyRate,
    Double lagP50Ms,
    Double lagP99Ms,
    Double lagMaxMs,
    Double holdP50Ms,
    Double holdP99Ms,
    Double injectorCpu,
    Double serverCpu,
    Double loopLagMaxMs) {}
