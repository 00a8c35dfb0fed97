/**
 * Publishes what is planned. {@link longpoll.server.publish.Plan} has the planned events of all
 * channels; {@link longpoll.server.publish.Publisher} publishes them and measures how late it was.
 *
 * <p>Knows the hub's events, the schedules, options, process and text. Times are µs; the clock is
 * handed in.
 */
package longpoll.server.publish;
