/**
 * What is measured and how: the measures and their histograms, the ledger of a run, completeness,
 * and the clock.
 *
 * <p>Data goes one way. While a run lasts, users write into its {@link longpoll.measure.RunLedger},
 * each through a {@link longpoll.measure.UserLedger}. When it is over, a {@link
 * longpoll.measure.RunSnapshot} is taken from the ledger: a value, which can be written, read, and
 * added to that of another injector. {@link longpoll.measure.RecordMaker} makes the record of it,
 * and of nothing else. Lag is computed in {@code DeliveryLag}.
 *
 * <p>Knows the record it fills in ({@code longpoll.record}), the prediction of the empty rate
 * ({@code longpoll.prediction}) and the settings; knows neither Gatling nor Undertow, so that a
 * probe, a test or another load tool can keep the same ledger.
 */
package longpoll.measure;
