/**
 * The settings of a run: what can be set, and within which limits.
 *
 * <p>{@link longpoll.settings.Settings} is the immutable result and the table of the rows, one for
 * each key. {@link longpoll.settings.SettingsLoader} lays three layers over each other (defaults,
 * profile, system properties) and reports every problem at once, before any load. A limit of one
 * value stands in its row, a limit between two keys in {@code SettingsRules}.
 *
 * <p>Knows the dialects, whose names it checks, and {@code longpoll.text}, so that every other part
 * can take settings as an argument.
 */
package longpoll.settings;
