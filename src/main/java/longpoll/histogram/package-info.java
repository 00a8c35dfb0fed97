/**
 * The measures, and the distributions of their values: {@link longpoll.histogram.Measure} names
 * what is measured, {@link longpoll.histogram.SignedHistogram} counts values of either sign while a
 * run lasts, {@link longpoll.histogram.SavedHistogram} is such a distribution as a value that can
 * be written and added, {@link longpoll.histogram.TotalsLog} reads {@code totals.hlog}.
 *
 * <p>All values are nanoseconds. Knows the record, for its summaries, and nobody else.
 */
package longpoll.histogram;
