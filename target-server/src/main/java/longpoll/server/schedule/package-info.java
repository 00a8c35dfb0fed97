/**
 * When to publish. A {@link longpoll.server.schedule.PublishSchedule} is the plan of one channel, a
 * pure function of its settings and seed; {@link longpoll.server.schedule.ScheduleKind} lists the
 * kinds and makes them.
 *
 * <p>Knows text alone. Immutable; times are µs since the server's start.
 */
package longpoll.server.schedule;
