/**
 * The common start of injectors that share a load. {@link longpoll.barrier.StartBarrier} is the
 * server's side, a long poll of its own; {@link longpoll.barrier.BarrierClient} waits there.
 *
 * <p>Knows the settings and text.
 */
package longpoll.barrier;
