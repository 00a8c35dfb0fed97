/**
 * The shipped dialects over real HTTP. Each protocol has a stub server here, written from its
 * public description and not from our file: what a stub refuses, a client did wrong.
 */
package longpoll.dialect.stub;
