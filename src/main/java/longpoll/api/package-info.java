/**
 * API definitions: a file that says where an API is polled, by which method, how long a poll is
 * held and which statuses may come. {@code docs/api.md} describes the forms: the article's JSON, a
 * list of such objects, and OpenAPI 3 with {@code x-long-poll}.
 *
 * <p>The way of a file: {@code DocumentReader} makes a tree of JSON or YAML, {@code DefinitionNode}
 * walks it and knows the path to each value for messages, {@code PlainForm} and {@code OpenApiForm}
 * make {@link longpoll.api.LongPollApi}s of it, and {@link longpoll.api.ApiDefinitions} holds them.
 * All that comes out is immutable. Nothing here opens a connection. Knows {@code dialect} and
 * {@code text}.
 */
package longpoll.api;
