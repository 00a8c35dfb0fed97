package longpoll.preflight;

import longpoll.settings.Settings;

/**
 * How much of one resource a run needs: an amount of its own, and more with each user. Descriptors
 * and ports are exact, one a connection. Memory figures are low estimates: a run that just fits may
 * still run out.
 *
 * @param base what is needed without any user
 * @param perShare what each user adds, or all together who share a connection
 * @param sharing how many users that are
 */
record ResourceNeed(long base, long perShare, int sharing) {
  /**
   * Descriptors of a process beside its polls: jars, logs, selectors, the listening socket, and
   * shared connections that are not full.
   */
  private static final long OWN_FILES = 200;

  /** Heap of the injector without any user. */
  private static final long INJECTOR_HEAP = 60_000_000;

  /** Heap of a held poll in the injector: session, connection, buffers, ledger. */
  private static final long INJECTOR_HEAP_PER_USER = 10_000;

  /** Resident memory of a JVM that holds no poll. */
  private static final long JVM_MEMORY = 250_000_000;

  /** Resident memory of a held poll in the injector, heap included. */
  private static final long INJECTOR_MEMORY_PER_USER = 12_000;

  /** Resident memory of a held poll in the bundled server, heap included. */
  private static final long SERVER_MEMORY_PER_USER = 15_000;

  private ResourceNeed(long base, long perUser) {
    this(base, perUser, 1);
  }

  private static ResourceNeed connections(long base, Settings settings) {
    return new ResourceNeed(base, 1, settings.http().clientsPerConnection());
  }

  static ResourceNeed injectorFiles(Settings settings) {
    return connections(OWN_FILES, settings);
  }

  /** Probes have a process of their own, but poll the same server. */
  static ResourceNeed serverFiles(Settings settings) {
    return connections(OWN_FILES + settings.http().connections(settings.probeCount()), settings);
  }

  static ResourceNeed ports(Settings settings) {
    return connections(settings.http().connections(settings.probeCount()), settings);
  }

  static ResourceNeed heap() {
    return new ResourceNeed(INJECTOR_HEAP, INJECTOR_HEAP_PER_USER);
  }

  /** Of this process, and of the bundled server if there is one. */
  static ResourceNeed memory(Settings settings) {
    return settings.bundled()
        ? new ResourceNeed(2 * JVM_MEMORY, INJECTOR_MEMORY_PER_USER + SERVER_MEMORY_PER_USER)
        : new ResourceNeed(JVM_MEMORY, INJECTOR_MEMORY_PER_USER);
  }

  long of(long users) {
    return base + (users + sharing - 1) / sharing * perShare;
  }

  /** The most users that a limit leaves room for; below 1 when there is room for none. */
  long usersWithin(long limit) {
    return (limit - base) / perShare * sharing;
  }
}
