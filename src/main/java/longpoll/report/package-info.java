/**
 * Turns run records into pages for people: {@code report.html} of one run, {@code comparison.html}
 * of two sets of runs, {@code results/index.html} of all. Pages are made from the saved files
 * alone, so they can be made again at any time. The lines on the terminal are made here too, since
 * they share the tables.
 *
 * <p>A figure takes one run or many: {@code PercentileFigure} and {@code SeriesFigure} draw a run
 * as a comparison with one side. Charts come from {@code longpoll.report.svg}; the pages are
 * FreeMarker templates beside the classes, with every value escaped. A page has its styles inside
 * and, for servers that forbid those, beside it in {@code page.css}; it is whole without its
 * script.
 *
 * <p>Knows {@code compare}, {@code histogram}, {@code record} and {@code text}, what {@code result}
 * says of the injector's queue, and the names of failures in {@code dialect}; the console also the
 * settings and the progress of a run in {@code measure}.
 */
package longpoll.report;
