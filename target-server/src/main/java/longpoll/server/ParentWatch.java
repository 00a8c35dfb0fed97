package longpoll.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import longpoll.server.options.OptionException;

/**
 * Notices the end of another process, usually the one that started this. A daemon thread looks four
 * times a second: for a process that is not a child, the JDK's own notice can take five seconds.
 */
final class ParentWatch {
  private static final long LOOK_EVERY_MILLIS = 250;

  private final ProcessHandle parent;
  private final Path directory;
  private final boolean direct;

  private ParentWatch(ProcessHandle parent) {
    this.parent = parent;
    this.directory = Path.of("/proc", Long.toString(parent.pid()));
    this.direct = ProcessHandle.current().parent().equals(Optional.of(parent));
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
      while (!isGone()) {
        Thread.sleep(LOOK_EVERY_MILLIS);
      }
      gone.run();
    } catch (InterruptedException e) {
      // Nobody waits for the answer any more.
    }
  }

  /**
   * Whether the process has ended. On Linux Java opens a file to look at a process, and finds none
   * when it has no file descriptor left; then the process's directory decides, which needs no
   * descriptor.
   */
  boolean isGone() {
    Optional<ProcessHandle> found = ProcessHandle.of(parent.pid());
    if (found.isEmpty()) {
      return !Files.isDirectory(directory);
    }
    return !found.get().equals(parent) || (direct && hasAnotherParent());
  }

  /**
   * A dead parent that nobody has reaped still looks alive, but its children have another parent by
   * then.
   */
  private boolean hasAnotherParent() {
    Optional<ProcessHandle> now = ProcessHandle.current().parent();
    return now.isPresent() && !now.get().equals(parent);
  }
}
