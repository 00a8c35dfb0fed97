/**
 * HTTP in front of the hub, and the only package that knows Undertow. {@link
 * longpoll.server.http.HttpFront} owns the port and the IO threads, {@link
 * longpoll.server.http.Routes} says which handler answers which path, and {@link
 * longpoll.server.http.PollGateway} passes polls to the hub and writes its answers to the sockets.
 *
 * <p>Knows hub, options, process, publish and text. Handlers run on the IO threads unless they say
 * otherwise.
 */
package longpoll.server.http;
