/**
 * A comparison, or runs, as files for other programs and for a build's summary: one class a format,
 * listed in {@link longpoll.export.ComparisonFormats} and {@link longpoll.export.RunFormats}.
 *
 * <p>Turns values into text and nothing else: what a verdict is, {@code longpoll.compare} says, and
 * where files go, {@code longpoll.cli}. Text is the same under every locale and time zone, ends its
 * lines with a line feed, and is to be encoded as UTF-8. What was not measured is null or left out,
 * never 0. Knows {@code compare}, {@code measure}, {@code record} and {@code text}. Nothing here
 * has state; all of it may be used from any thread.
 */
package longpoll.export;
