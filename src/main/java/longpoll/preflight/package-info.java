/**
 * What is compared before any load: the polls that are asked for, and what this machine can hold.
 * {@link longpoll.preflight.HostProbe} reads the facts, {@link longpoll.preflight.Preflight} judges
 * them. A fact that cannot be read is said to be unknown, never guessed.
 *
 * <p>Knows the settings, and nobody else of ours.
 */
package longpoll.preflight;
