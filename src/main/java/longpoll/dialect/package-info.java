/**
 * How a long-poll protocol carries cursor, hold limit, events and empty answers. A {@link
 * longpoll.dialect.Dialect} turns a position into the next {@link longpoll.dialect.PollRequest} and
 * an answer into an outcome; it holds no state, opens no connection and knows no load tool, so that
 * users, probes and tests speak through the same one. When to ask, and what to do after an answer,
 * is decided in {@code longpoll.client}.
 *
 * <p>A new dialect is one small class and two lines in {@link longpoll.dialect.Dialects}.
 */
package longpoll.dialect;
