/**
 * HTTP in front of the hub, and the only package that knows Undertow. {@link
 * longpoll.server.http.HttpFront} owns the port and the IO threads, {@link
 * longpoll.server.http.Routes} says what answers under which path, and {@link
 * longpoll.server.http.PollGateway} takes polls to the hub and its answers to the sockets.
 *
 * <p>Knows all packages beside it. Handlers run on the IO threads unless they say otherwise.
 */
package longpoll.server.http;
