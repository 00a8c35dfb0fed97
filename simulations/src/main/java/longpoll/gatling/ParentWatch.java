package longpoll.gatling;

import java.util.Optional;

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
    parent
        .filter(handle -> handle.pid() > 1)
        .ifPresent(
            handle ->
                handle
                    .onExit()
                    .thenRun(
                        () -> {
                          Thread exit =
                              new Thread(() -> System.exit(EXIT_CODE), "longpoll-orphaned");
                          exit.start();
                        }));
  }
}
