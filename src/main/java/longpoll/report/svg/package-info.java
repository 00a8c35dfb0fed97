/**
 * Charts as SVG text, made without a browser, a font or a screen. A {@link
 * longpoll.report.svg.Chart} has two axes and some lines; {@link longpoll.report.svg.HdrChart} and
 * {@link longpoll.report.svg.TimeChart} make charts of distributions and of time series. What a
 * part of a drawing looks like is in its attributes, so that a drawing is right without a style
 * sheet; it has classes as well, by which {@code page.css} gives it the colours of dark and print.
 *
 * <p>Knows {@code longpoll.text}, and of {@code longpoll.report} the colours in {@code page.css}
 * only. The same input gives the same text under every locale.
 */
package longpoll.report.svg;
