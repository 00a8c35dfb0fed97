/**
 * Makes pairs of runs, base and candidate in turn, by starting the command lines that make one run
 * each; keeps what was made in a file, so that an interruption costs one pair at most. Judges
 * nothing: what the runs say is for whoever compares them. Knows run records, and nothing else.
 */
package longpoll.ab;
