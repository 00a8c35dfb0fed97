package longpoll.server.hub;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import longpoll.server.process.ProcessEnd;

/**
 * Releases claimed polls on the threads that own their connections, one task a thread, in a fresh
 * pseudo-random order each time: no client is always first or last, and any sample of them is a
 * fair one. Thread-safe.
 */
public final class Broadcaster {
  private static final Logger LOG = System.getLogger(Broadcaster.class.getName());

  private final SplittableRandom random;

  public Broadcaster(long seed) {
    random = new SplittableRandom(seed);
  }

  public void release(List<ParkedPoll> claimed) {
    if (claimed.isEmpty()) {
      return;
    }
    if (claimed.size() == 1) {
      execute(claimed.get(0).executor(), claimed);
      return;
    }
    shuffle(claimed);
    Executor first = claimed.get(0).executor();
    Map<Executor, List<ParkedPoll>> others = null;
    List<ParkedPoll> firsts = new ArrayList<>(claimed.size());
    for (ParkedPoll poll : claimed) {
      if (poll.executor() == first) {
        firsts.add(poll);
      } else {
        if (others == null) {
          others = new IdentityHashMap<>();
        }
        others.computeIfAbsent(poll.executor(), e -> new ArrayList<>()).add(poll);
      }
    }
    execute(first, firsts);
    if (others != null) {
      others.forEach(Broadcaster::execute);
    }
  }

  private void shuffle(List<ParkedPoll> polls) {
    SplittableRandom order;
    synchronized (random) {
      order = random.split();
    }
    for (int i = polls.size() - 1; i > 0; i--) {
      int j = order.nextInt(i + 1);
      ParkedPoll poll = polls.get(i);
      polls.set(i, polls.get(j));
      polls.set(j, poll);
    }
  }

  private static void release(ParkedPoll poll) {
    try {
      poll.release();
    } catch (RuntimeException e) {
      // One broken connection must not cost the others their event.
      LOG.log(Level.WARNING, "an answer could not be released", e);
    } catch (OutOfMemoryError e) {
      throw ProcessEnd.outOfMemory(e);
    }
  }

  private static void execute(Executor executor, List<ParkedPoll> polls) {
    try {
      executor.execute(() -> polls.forEach(Broadcaster::release));
    } catch (RejectedExecutionException e) {
      // The server has stopped: its connections are closed, and with them these polls.
    }
  }
}
