/**
 * Holds polls and answers them. {@link longpoll.server.hub.EventLog} keeps the newest events,
 * {@link longpoll.server.hub.Hub} parks polls and decides the one outcome of each, {@link
 * longpoll.server.hub.AnswerCache} finds the answer, and {@link longpoll.server.hub.Broadcaster}
 * releases the polls that an event, a hold limit or a drain has claimed.
 *
 * <p>Knows options, process and text; neither HTTP connections nor the plan. Time and randomness
 * are handed in, so tests run in virtual time.
 */
package longpoll.server.hub;
