package longpoll.gatling;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends this JVM when the process that started it is gone. A build tool that is killed leaves the
 * load generator running, which would go on for nobody; ending by {@link System#exit} lets the
 * shutdown hooks save what was measured.
 */
final class ParentWatch {
  /** As if by SIGTERM. */
  private static final int EXIT_CODE = 143;

  private ParentWatch() {}

  static void start() {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    // A container's first process, or one that was detached on purpose, has nobody to follow.
    parent.filter(handle -> handle.pid() > 1).ifPresent(ParentWatch::watch);
  }

  /** Ends this JVM if a process that started it was gone before it could be watched. */
  static void require(long starter) {
    if (ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L) != starter) {
      System.exit(EXIT_CODE);
    }
  }

  private static void watch(ProcessHandle parent) {
    parent
        .onExit()
        .thenRun(
            () -> {
              Thread exit = new Thread(() -> seemsGone(parent), "longpoll-orphaned");
              exit.start();
            });
  }

  /**
   * On Linux Java opens a file to see whether a process is there, and takes it for gone when it has
   * no file descriptor left to do so.
   */
  private static void seemsGone(ProcessHandle parent) {
    if (!isThere(parent.pid())) {
      System.exit(EXIT_CODE);
    }
    CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> watch(parent));
  }

  /** Needs no file descriptor; false where the system has no such directory. */
  static boolean isThere(long pid) {
    return Files.isDirectory(Path.of("/proc", Long.toString(pid)));
  }
}
