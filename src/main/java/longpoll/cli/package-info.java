/**
 * The command line {@code longpoll}: one class a command, each of which reads its arguments, calls
 * the packages that do the work, and prints. Knows them all and is known by none.
 */
package longpoll.cli;
