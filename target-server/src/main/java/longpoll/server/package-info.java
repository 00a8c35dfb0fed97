/**
 * The event server: a long-poll endpoint that publishes on a plan.
 *
 * <p>It stands alone. It knows neither Gatling nor the harness, and it does not know when it is
 * being measured: a load tool reads what was planned from {@code GET /plan} and what happened from
 * {@code GET /stats}.
 *
 * <p>This package starts, stops and describes the server, and the publisher, which carries out a
 * plan on a server of another kind; it may know all packages below it.
 *
 * <ul>
 *   <li>{@link longpoll.server.hub}: events, held polls, and the release of a broadcast
 *   <li>{@link longpoll.server.schedule}: the kinds of schedules, and when each publishes
 *   <li>{@link longpoll.server.publish}: the plan of all channels, and the thread that carries it
 *       out
 *   <li>{@link longpoll.server.outbound}: publishes the plan on another server
 *   <li>{@link longpoll.server.http}: the port, the paths, and polls on their connections
 *   <li>{@link longpoll.server.options}: the settings of a server
 *   <li>{@link longpoll.server.process}: clock, end, and gauges of the process
 *   <li>{@link longpoll.server.text}: reads and writes the text of requests, answers and options
 * </ul>
 *
 * <p>Instants are microseconds since the Unix epoch, from the wall clock; deadlines are nanoseconds
 * of {@link System#nanoTime}, which does not jump.
 */
package longpoll.server;
