package longpoll.server;

import java.util.List;
import longpoll.server.process.ProcessGauges;

/**
 * The answer to {@code GET /stats}; its members are in this order.
 *
 * @param now µs since the epoch
 * @param origin instant that the plan counts from, µs since the epoch
 * @param parked polls held now
 * @param peak most polls held at a time
 * @param polls {@code GET /poll} requests read; at rest the sum of delivered, empty, gap, aborted,
 *     rejected, malformed and parked
 * @param connections open now
 * @param connectionsOpened opened since the start
 * @param parkedSeconds integral of the held polls over time; a difference over a time is an exact
 *     mean
 * @param cpu CPU seconds of the process
 * @param rssBytes resident memory of the process, or null where the system does not report it
 * @param answerBytes bytes of answers in memory now, cached and being written
 * @param answerBytesPeak most of them at a time
 * @param answerBytesMost the limit
 * @param shortened answers with fewer events than asked for, because memory was short
 * @param publishSlipP99Ms how much later than planned instant plus delay scheduled events were
 *     published
 * @param hold hold limit, s
 * @param every of the schedule, s
 * @param backlog listen backlog asked for
 */
public record ServerStats(
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
    long malformed,
    long connections,
    long connectionsOpened,
    double parkedSeconds,
    long eventsDelivered,
    double cpu,
    int cores,
    Long rssBytes,
    long heapUsedBytes,
    long answerBytes,
    long answerBytesPeak,
    long answerBytesMost,
    long shortened,
    ProcessGauges.Gc gc,
    double publishSlipP99Ms,
    double publishSlipMaxMs,
    double hold,
    String schedule,
    double every,
    long seed,
    List<String> channels,
    int backlog) {}
