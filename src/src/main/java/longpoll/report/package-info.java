/**
 * Turns a run record into pages for people: {@code report.html} for one run, {@code
 * results/index.html} for all of them. Measuring and reporting meet only in the saved files, so a
 * report can be made again at any time.
 *
 * <p>A new reporter is one class, one line in {@link longpoll.report.Reporters}, one golden file.
 * Charts come from {@code longpoll.report.svg}; the pages are FreeMarker templates beside the
 * classes, with every value escaped.
 *
 * <p>Knows {@code longpoll.record}, the names of measures in {@code longpoll.measure} and of
 * failures in {@code longpoll.dialect}.
 */
package longpoll.report;
