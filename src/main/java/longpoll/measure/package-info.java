/**
 * The ledger of a run: what every poll of every user came to, the counts and histograms of it, and
 * the sampler that reads them each second.
 *
 * <p>Data goes one way. While a run lasts, users write into its {@link longpoll.measure.RunLedger},
 * each through a {@link longpoll.measure.UserLedger}. When it is over, a {@link
 * longpoll.measure.RunSnapshot} is taken from the ledger: a value, which can be written, read, and
 * added to that of another injector. {@link longpoll.result.RecordMaker} makes the record of it,
 * and of nothing else. Lag is computed in {@code DeliveryLag}.
 *
 * <p>Knows the dialects, whose answers it takes, the histograms and the record's parts; knows
 * neither Gatling nor Undertow, so that a probe, a test or another load tool can keep the same
 * ledger.
 */
package longpoll.measure;
