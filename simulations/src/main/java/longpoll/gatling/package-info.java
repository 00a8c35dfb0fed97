/**
 * Long polls for Gatling: a poll action, the ledger it writes to, and what a simulation needs
 * around them. A library for anybody's Gatling project.
 *
 * <p>{@link longpoll.gatling.LongPollDsl} is the way in. Gatling's internals are touched in {@link
 * longpoll.gatling.PollAction}, {@link longpoll.gatling.PollAttempt} and {@link
 * longpoll.gatling.GatlingRows} only.
 */
package longpoll.gatling;
