/**
 * The settings of a run: what can be set, within which limits, and where each value came from.
 *
 * <p>{@link longpoll.settings.SettingsLoader} lays three layers over each other (reference file,
 * profile, system properties) and reports every problem at once, before any load; {@link
 * longpoll.settings.Settings} is the immutable result, whose constructor checks every limit. The
 * reference file beside these classes, {@code reference.conf}, is the manual of the keys.
 *
 * <p>Knows the dialects, whose names it checks, and nobody else of ours, so that every other part
 * can take settings as an argument.
 */
package longpoll.settings;
