/**
 * When to publish what. A {@link longpoll.server.schedule.PublishSchedule} is the plan of one
 * channel, a pure function of its settings and seed; {@link longpoll.server.schedule.Plan} is that
 * of all channels; {@link longpoll.server.schedule.Publisher} carries it out and measures how late
 * it was.
 *
 * <p>Knows the hub's events, options, process and text. Times are µs; the clock is handed in.
 */
package longpoll.server.schedule;
