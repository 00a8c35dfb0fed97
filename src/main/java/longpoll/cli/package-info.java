/**
 * The command line {@code longpoll}: one class a command, each of which reads its arguments, calls
 * the packages that do the work, and prints. Nobody knows it.
 */
package longpoll.cli;
