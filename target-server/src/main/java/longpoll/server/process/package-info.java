/**
 * The process that the server runs in: its wall clock, how it ends, its CPU, memory and garbage
 * collections. Knows no other package of the server.
 */
package longpoll.server.process;
