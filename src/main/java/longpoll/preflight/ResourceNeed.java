package longpoll.preflight;

import longpoll.settings.Settings;

/**
 * How much of one resource a run needs: an amount of its own, and more with each user of an
 * injector, of which all on this machine have as many. Descriptors and ports are exact, one a
 * connection. Memory figures are low estimates: a run that just fits may still run out.
 *
 * @param base what is needed without any user
 * @param perShare what one more user in each injector adds, or so many as share a connection
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

  static ResourceNeed injectorFiles(Settings settings) {
    return new ResourceNeed(OWN_FILES, 1, settings.http().clientsPerConnection());
  }

  /** The connections of injectors and of their probes. */
  private static ResourceNeed connections(long base, int injectors, Settings settings) {
    return new ResourceNeed(
        base + settings.http().connections(probesOf(injectors, settings)),
        injectors,
        settings.http().clientsPerConnection());
  }

  /** Probes have processes of their own, but poll the same server. */
  static ResourceNeed serverFiles(Settings settings) {
    int injectors = injectorsOfServer(settings);
    return connections(OWN_FILES, injectors, settings);
  }

  /** Of one injector, or of all where they have their source addresses in common. */
  static ResourceNeed ports(Settings settings) {
    return connections(0, injectorsOfAddress(settings), settings);
  }

  static ResourceNeed heap() {
    return new ResourceNeed(INJECTOR_HEAP, INJECTOR_HEAP_PER_USER);
  }

  /** Of the injectors on this machine, and of the bundled servers if there are any. */
  static ResourceNeed memory(Settings settings) {
    long injectors = settings.injectors();
    return settings.bundled()
        ? new ResourceNeed(
            (injectors + settings.servers()) * JVM_MEMORY,
            injectors * (INJECTOR_MEMORY_PER_USER + SERVER_MEMORY_PER_USER))
        : new ResourceNeed(injectors * JVM_MEMORY, injectors * INJECTOR_MEMORY_PER_USER);
  }

  /** Injectors that poll the same server, of that which has the most. */
  static int injectorsOfServer(Settings settings) {
    return ceiling(settings.injectors(), settings.servers());
  }

  /** Injectors that poll the same server from the same source addresses. */
  static int injectorsOfAddress(Settings settings) {
    return settings.spreadsAddresses() ? 1 : injectorsOfServer(settings);
  }

  /** Users of an injector, of that which has the most on this machine. */
  static int usersOfInjector(Settings settings) {
    return settings.injectors() == 1
        ? settings.ownUsers()
        : ceiling(settings.users(), settings.injectors());
  }

  /** Probes of some of the injectors on this machine. */
  static int probesOf(int injectors, Settings settings) {
    return settings.injectors() == 1
        ? settings.probeCount()
        : injectors * ceiling(settings.allProbes(), settings.injectors());
  }

  static int ceiling(int all, int parts) {
    return (all + parts - 1) / parts;
  }

  long of(long users) {
    return base + (users + sharing - 1) / sharing * perShare;
  }

  /** The most users that a limit leaves room for; below 1 when there is room for none. */
  long usersWithin(long limit) {
    return (limit - base) / perShare * sharing;
  }
}
