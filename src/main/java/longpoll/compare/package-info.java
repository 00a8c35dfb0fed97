/**
 * Two sets of runs compared: which of them may be compared at all, how far each measure moved and
 * how sure that is, and a verdict against a policy. The sample is the run: each gives one value a
 * measure, whatever the number of its polls.
 *
 * <p>Computes only; {@code longpoll.report} draws it, {@code longpoll.export} writes it for other
 * programs. Knows {@code histogram}, {@code record}, {@code settings} and {@code text}. Nothing
 * here has state that changes; all of it may be used from any thread.
 */
package longpoll.compare;
