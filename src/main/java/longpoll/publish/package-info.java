/**
 * What a publisher in another process is told: {@link longpoll.publish.PublishOrder} makes the
 * publisher's handshake with the target and writes down the requests, with all that does not change
 * from event to event filled in.
 */
package longpoll.publish;
