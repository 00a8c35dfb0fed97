package longpoll.preflight;

import longpoll.settings.Settings;

/**
 * What so many held polls take. Descriptors and ports are counts: one a connection. Memory figures
 * are estimates, on the low side: a run that fits barely may still not fit.
 */
final class Needs {
  /** Descriptors of a process beside its polls: jars, logs, selectors, the listening socket. */
  static final int OWN_FILES = 200;

  /**
   * Heap of a held poll in the injector: session, connection, buffers, ledger, and as much again
   * for new objects.
   */
  static final long HEAP_PER_USER = 24_000;

  /** Heap of the injector with nobody in it. */
  static final long HEAP_BASE = 96_000_000;

  /** Resident memory of a held poll in the injector and in the bundled server, heap included. */
  static final long INJECTOR_MEMORY_PER_USER = 30_000;

  static final long SERVER_MEMORY_PER_USER = 15_000;

  /** Resident memory of a JVM with nobody in it. */
  static final long JVM_MEMORY = 250_000_000;

  private Needs() {}

  static long injectorFiles(long users) {
    return users + OWN_FILES;
  }

  /** Probes come from a process of their own, but to the same server. */
  static long serverFiles(long users, Settings settings) {
    return users + settings.probeCount() + OWN_FILES;
  }

  static long ports(long users, Settings settings) {
    return users + settings.probeCount();
  }

  static long heap(long users) {
    return HEAP_BASE + users * HEAP_PER_USER;
  }

  static long memory(long users, Settings settings) {
    long injector = JVM_MEMORY + users * INJECTOR_MEMORY_PER_USER;
    return settings.bundled() ? injector + JVM_MEMORY + users * SERVER_MEMORY_PER_USER : injector;
  }
}
