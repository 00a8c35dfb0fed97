/**
 * Brings the run folders of several injectors together: {@link longpoll.collect.Collector} is the
 * server that takes them, {@link longpoll.collect.Uploader} sends one. What comes over the network
 * is checked before it has a name in the collector's folder; nothing waits without a limit. Knows
 * the barrier and text; of records only how a folder is locked and deleted, and nothing of what is
 * in one.
 */
package longpoll.collect;
