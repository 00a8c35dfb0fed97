/**
 * What is measured and how: the measures and their histograms, the ledger of a run, completeness,
 * and the clock.
 *
 * <p>Knows the record it fills in ({@code longpoll.record}), the prediction of the empty rate that
 * is put beside the measured one ({@code longpoll.prediction}) and the settings; knows neither
 * Gatling nor Undertow, so that a probe, a test or another load tool can keep the same ledger.
 */
package longpoll.measure;
