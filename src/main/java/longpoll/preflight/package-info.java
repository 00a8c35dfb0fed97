/**
 * The check before load: does this machine have what the run needs? {@link
 * longpoll.preflight.HostFactsReader} reads what the machine has, {@link
 * longpoll.preflight.Preflight} compares. A fact that cannot be read is reported as unknown, never
 * guessed.
 *
 * <p>Knows the settings and text.
 */
package longpoll.preflight;
