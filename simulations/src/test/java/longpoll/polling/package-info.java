/**
 * The article's claim in figures: long polling beside polling every 1, 5 and 30 s, at event rates
 * from one a minute to ten a second. Makes the generated part of {@code docs/polling.md} again.
 * Wants a quiet machine and takes some 18 minutes, so it is left out of the ordinary tests:
 *
 * <pre>{@code mvn -Ppolling verify}</pre>
 */
package longpoll.polling;
