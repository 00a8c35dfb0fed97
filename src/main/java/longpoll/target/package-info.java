/**
 * What the harness asks a target outside of polling: its clock, its plan, its own counts, and,
 * before any load, whether it can be polled at all. Goes through the transport that polls use, one
 * request at a time, each with a short limit.
 *
 * <p>Knows the dialects and the transport, and neither Gatling nor the server's code: a server in
 * another language that answers the same paths will do.
 */
package longpoll.target;
