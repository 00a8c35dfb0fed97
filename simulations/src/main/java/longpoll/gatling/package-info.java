/**
 * Long polls for Gatling: a poll action, the ledger it writes to, and what a simulation needs
 * around them. A library for anybody's Gatling project.
 *
 * <p>Start at {@link longpoll.gatling.LongPollDsl}. A {@link longpoll.gatling.PollUser} does what
 * its {@link longpoll.client.PollCycle} says.
 */
package longpoll.gatling;
