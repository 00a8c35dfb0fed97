/**
 * This process and its machine: what it uses of CPU and memory, how long collections stop it, how
 * late its event loops are, and what it runs on.
 *
 * <p>Knows the record it describes the environment in, and the histograms.
 */
package longpoll.host;
