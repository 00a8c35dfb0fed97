package longpoll.ab;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process and all below it. A shell that is ended does not take its children along. */
final class ProcessTree {
  /** For what cannot refuse to go. */
  private static final Duration KILLED = Duration.ofSeconds(5);

  private ProcessTree() {}

  /**
   * Asks all of them to end (SIGTERM), waits, and kills what is left.
   *
   * @param grace how long they may take to save what they have
   */
  static void end(ProcessHandle root, Duration grace) {
    Set<ProcessHandle> all = new LinkedHashSet<>(List.of(root));
    root.descendants().forEach(all::add);
    // From the top, so that nobody starts another in place of the one that is gone.
    all.forEach(ProcessHandle::destroy);
    addBelow(all);
    if (awaitEnd(all, grace)) {
      return;
    }
    addBelow(all);
    all.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(all, KILLED);
  }

  private static void addBelow(Set<ProcessHandle> all) {
    for (ProcessHandle handle : List.copyOf(all)) {
      handle.descendants().filter(all::add).forEach(ProcessHandle::destroy);
    }
  }

  private static boolean awaitEnd(Set<ProcessHandle> all, Duration limit) {
    try {
      CompletableFuture.allOf(
              all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
