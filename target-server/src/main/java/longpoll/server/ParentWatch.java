package longpoll.server;

import longpoll.server.options.OptionException;

/**
 * Tells when another process, usually the one that started this, has ended. A daemon thread looks
 * four times a second: for a process that is not a child, the JDK's own notice can take five
 * seconds.
 */
final class ParentWatch {
  private static final long LOOK_EVERY_MILLIS = 250;

  private final ProcessHandle parent;
  private final boolean direct;

  private ParentWatch(ProcessHandle parent) {
    this.parent = parent;
    this.direct = isOurParent();
  }

  /**
   * @throws OptionException when there is no such process
   */
  static ParentWatch of(long pid) {
    return ProcessHandle.of(pid)
        .map(ParentWatch::new)
        .orElseThrow(() -> new OptionException("parent", "the id of a running process", pid));
  }

  /** Calls {@code gone}, on the watching thread, when the process has ended. */
  void start(Runnable gone) {
    Thread thread = new Thread(() -> run(gone), "longpoll-parent-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Runnable gone) {
    try {
      while (parent.isAlive() && (!direct || isOurParent())) {
        Thread.sleep(LOOK_EVERY_MILLIS);
      }
      gone.run();
    } catch (InterruptedException e) {
      // Nobody waits for the answer any more.
    }
  }

  /**
   * A dead parent that nobody has reaped still looks alive, but its children have another parent by
   * then.
   */
  private boolean isOurParent() {
    return ProcessHandle.current().parent().map(parent::equals).orElse(false);
  }
}
