/**
 * Publishes planned events on another server, over HTTP: {@link
 * longpoll.server.outbound.PublishInput} says what the requests are, {@link
 * longpoll.server.outbound.OutboundPublisher} sends them in the order of their channels, and {@link
 * longpoll.server.outbound.OutboundCounts} counts what came of them.
 *
 * <p>Knows the hub's drafts, the slip histogram, process and text. Times are µs; the clock is
 * handed in. What is published may hold secrets: no message and no count has anything of a request
 * in it.
 */
package longpoll.server.outbound;
