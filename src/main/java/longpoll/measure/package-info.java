/**
 * What is measured and how: the measures and their histograms, the ledger of a run, completeness,
 * the clock, and the prediction of the empty rate.
 *
 * <p>Knows the record it fills in ({@code longpoll.record}) and the settings; knows neither Gatling
 * nor Undertow, so that a probe, a test or another load tool can keep the same ledger.
 */
package longpoll.measure;
