/**
 * The event server: a long-poll endpoint that publishes on a plan.
 *
 * <p>It stands alone. It knows neither Gatling nor the harness, and it is not told when it is being
 * measured: a load tool learns what it planned from {@code GET /plan} and what it did from {@code
 * GET /stats}.
 *
 * <p>From the inside out: {@link longpoll.server.EventLog} keeps the events, {@link
 * longpoll.server.Hub} parks polls and decides each one's single outcome, {@link
 * longpoll.server.Plan} and {@link longpoll.server.Publisher} say when to publish what, and {@link
 * longpoll.server.PollServer} puts HTTP in front. Everything but the last runs in virtual time in
 * tests.
 *
 * <p>Instants are microseconds since the Unix epoch, from the wall clock; deadlines are nanoseconds
 * of {@link System#nanoTime}, which does not jump.
 */
package longpoll.server;
