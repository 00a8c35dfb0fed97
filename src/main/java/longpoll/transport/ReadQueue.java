package longpoll.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Puts off all work on what was read until the event loop has read every socket that is ready. A
 * broadcast answers thousands of polls at once: were each answer decoded, dealt with and its next
 * poll sent before the next socket is read, the last ones would be stamped late by all that work,
 * and the injector's delay would pass for the server's. Between batches of that work the loop reads
 * again. Confined to one event loop.
 */
final class ReadQueue {
  /** Polls. */
  private static final int BATCH = 16;

  /** Bytes that may wait before they are worked on at once: a body must not fill the memory. */
  private static final long MOST_WAITING_BYTES = 8 * 1024 * 1024;

  private static final FastThreadLocal<ReadQueue> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected ReadQueue initialValue() {
          return new ReadQueue();
        }
      };

  /** Something that was read, to be worked on. */
  interface Work {
    /**
     * Works on it.
     *
     * @return about how many polls' work that was, at least 1
     */
    int work();
  }

  private final Queue<Work> waiting = new ArrayDeque<>();
  private final WholeAnswer.Reader answers = new WholeAnswer.Reader();
  private long waitingBytes;
  private boolean scheduled;

  /** The queue of the event loop that calls. */
  static ReadQueue ofThisLoop() {
    return OF_THIS_LOOP.get();
  }

  /** Reads what waits here. */
  WholeAnswer.Reader answers() {
    return answers;
  }

  /** Something is to be worked on, and is not in the queue yet. */
  void add(Work work, EventLoop loop) {
    waiting.add(work);
    if (!scheduled) {
      scheduled = true;
      loop.execute(() -> runBatch(loop));
    }
  }

  void added(int bytes) {
    waitingBytes += bytes;
  }

  void removed(int bytes) {
    waitingBytes -= bytes;
  }

  boolean isFull() {
    return waitingBytes > MOST_WAITING_BYTES;
  }

  private void runBatch(EventLoop loop) {
    try {
      for (int done = 0; done < BATCH && !waiting.isEmpty(); ) {
        done += waiting.remove().work();
      }
    } finally {
      // Whatever one of them threw, the others have their turn.
      scheduleNext(loop);
    }
  }

  private void scheduleNext(EventLoop loop) {
    if (waiting.isEmpty()) {
      scheduled = false;
    } else if (loop instanceof SingleThreadEventLoop single) {
      // A task that is executed now would run before the sockets are looked at again.
      single.executeAfterEventLoopIteration(() -> loop.execute(() -> runBatch(loop)));
    } else {
      loop.execute(() -> runBatch(loop));
    }
  }
}
