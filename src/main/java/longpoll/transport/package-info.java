/**
 * The one place that speaks HTTP as a client: users, probes and the check before load poll through
 * it, so that a server treats the witness as it treats the accused. A {@link
 * longpoll.transport.PollConnection} is one client's connection, kept from poll to poll; it stamps
 * what arrives at the socket read, before TLS and decoding, and puts all work on it off until the
 * event loop has read every socket that is ready.
 *
 * <p>HTTP/1.1 on Netty's codecs. Interim answers (1xx but 101) are no answers, {@code Connection}
 * is a list of tokens, heads and bodies are bounded, content codings are undone, redirects are not
 * followed, and nothing is ever sent twice. Knows the settings and the names of failures; knows
 * neither Gatling nor what a dialect makes of an answer.
 */
package longpoll.transport;
