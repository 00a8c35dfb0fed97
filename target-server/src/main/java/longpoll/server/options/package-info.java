/**
 * The settings of a server: {@link longpoll.server.options.ServerOptions} has them all and checks
 * them at construction. Knows the schedules and text. Immutable.
 */
package longpoll.server.options;
