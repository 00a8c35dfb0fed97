/**
 * The contract check: a few dozen polls judge a long-poll API. {@link
 * longpoll.contract.ContractCheck} first takes a {@code FirstLook} with two polls, then makes the
 * polls that need a whole hold side by side, then publishes events where it can. All that was seen
 * is an {@code Evidence}; each {@code Check} is a pure function of it and ends in a {@link
 * longpoll.finding.Finding}.
 */
package longpoll.contract;
