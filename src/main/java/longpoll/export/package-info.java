/**
 * Runs and comparisons as files, for people and for other programs: one class a {@link
 * longpoll.export.Format}, and a line in {@link longpoll.export.Formats}.
 *
 * <p>Turns values into text and nothing else: what a verdict is, {@code longpoll.compare} says, the
 * pages for people are made in {@code longpoll.report}, and where files go, {@code longpoll.cli}
 * decides. Text is the same under every locale and time zone, ends its lines with a line feed, and
 * is UTF-8. What was not measured is null or left out, never 0. Knows {@code compare}, {@code
 * record}, {@code report} and {@code text}. Nothing here has state; all of it may be used from any
 * thread.
 */
package longpoll.export;
