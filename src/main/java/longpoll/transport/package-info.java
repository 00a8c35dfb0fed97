/**
 * The one place that speaks HTTP as a client: users, probes and the check before load poll through
 * it, so that a server treats the witness as it treats the accused. A {@link
 * longpoll.transport.ClientConnection} is one client: over HTTP/1.1 with a connection of its own,
 * kept from poll to poll, over HTTP/2 with a stream a poll on a connection that clients share. What
 * arrives is stamped at the socket read, before TLS and decoding, and all work on it is put off
 * until the event loop has read every socket that is ready.
 *
 * <p>On Netty's codecs. Interim answers (1xx but 101) are no answers, {@code Connection} is a list
 * of tokens, heads and bodies are bounded, content codings are undone, redirects are not followed,
 * and nothing is ever sent twice. Knows the settings and the names of failures; knows neither
 * Gatling nor what a dialect makes of an answer.
 */
package longpoll.transport;
