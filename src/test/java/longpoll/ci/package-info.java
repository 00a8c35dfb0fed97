/**
 * What CI systems are told to do: that it is well-formed, and, as a group of its own, that it
 * works.
 */
package longpoll.ci;
