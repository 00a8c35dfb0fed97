/**
 * Long polls for Gatling: a poll action, the ledger it writes to, and what a simulation needs
 * around them. A library for anybody's Gatling project.
 *
 * <p>{@link longpoll.gatling.LongPollDsl} is the way in. A {@link longpoll.gatling.PollUser} does
 * what its {@link longpoll.client.PollCycle} says.
 */
package longpoll.gatling;
