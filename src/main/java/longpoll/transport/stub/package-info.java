/**
 * A server for rehearsals: it gives prepared answers over HTTP/1.1, with TLS and without, and over
 * HTTP/2. It uses the JDK alone, so that the compiler learns nothing of Netty here that no run
 * does.
 */
package longpoll.transport.stub;
