package longpoll.server;

import java.util.List;
import longpoll.server.outbound.Publishing;
import longpoll.server.process.ProcessGauges;

/**
 * The answer to {@code GET /stats} of a publisher: that of the server, as far as it applies, and
 * what came of the events. A publisher holds no polls, so all counts of polls are 0.
 *
 * @param published events that the target accepted
 * @param publishSlipP99Ms how much later than planned instant plus delay the publisher turned to an
 *     event; what the target's slowness adds is in {@code publishing}
 */
public record PublisherStats(
    String epoch,
    String version,
    long now,
    long origin,
    int parked,
    int peak,
    long polls,
    long delivered,
    long empty,
    long gap,
    long aborted,
    long published,
    long rejected,
    long connections,
    long connectionsOpened,
    double cpu,
    int cores,
    Long rssBytes,
    long heapUsedBytes,
    ProcessGauges.Gc gc,
    double publishSlipP99Ms,
    double publishSlipMaxMs,
    String schedule,
    double every,
    long seed,
    List<String> channels,
    Publishing publishing) {}
