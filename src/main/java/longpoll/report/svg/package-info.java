/**
 * Charts as SVG text, made without a browser, a font or a screen. A {@link
 * longpoll.report.svg.Chart} has two axes and some lines; {@link longpoll.report.svg.HdrChart} and
 * {@link longpoll.report.svg.TimeChart} make charts of distributions and of time series. Colours
 * and dashes are CSS classes, so that one drawing serves light, dark and print.
 *
 * <p>Knows nobody. The same input gives the same text under every locale.
 */
package longpoll.report.svg;
