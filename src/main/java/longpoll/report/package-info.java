/**
 * Turns a run record into pages for people: {@code report.html} for one run, {@code
 * results/index.html} for all of them. Pages are made from the saved files alone, so they can be
 * made again at any time. The console's lines are here too, since they share the tables.
 *
 * <p>A new reporter is one class, one line in {@link longpoll.report.Reporters}, one golden file.
 * Charts come from {@code longpoll.report.svg}; the pages are FreeMarker templates beside the
 * classes, with every value escaped. A page has its styles inside and, for servers that forbid
 * those, beside it in {@code page.css}; it is whole without its script.
 *
 * <p>Knows {@code longpoll.record}, the measures and distributions of {@code longpoll.measure}, and
 * the names of failures in {@code longpoll.dialect}; the console also the settings.
 */
package longpoll.report;
