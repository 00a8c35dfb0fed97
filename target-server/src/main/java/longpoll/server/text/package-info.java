/**
 * Reads and writes the text of requests, answers and options: query parameters, names of channels,
 * units, JSON, and the problems that are answered to a bad request. Knows no other package of the
 * server. Everything here is immutable or without state.
 */
package longpoll.server.text;
