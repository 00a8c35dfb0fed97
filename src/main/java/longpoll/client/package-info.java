/**
 * How a long-poll client behaves, apart from any clock, socket or load tool. A {@link
 * longpoll.client.PollCycle} is one client's state machine: it says what to send, how long to wait,
 * when to back off and when to leave, as {@link longpoll.client.Step}s. Users, probes and the
 * probes' rehearsal do what it says, so that they cannot differ.
 *
 * <p>Knows the dialects and the settings, and nobody else: instants and randomness are handed in.
 */
package longpoll.client;
