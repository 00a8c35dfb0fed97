package longpoll.gatling;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts off what follows an answer until the event loop has read all answers that are there. A
 * broadcast answers thousands of polls at once: were each answer dealt with and its next poll sent
 * before the next answer is read, the last ones would be stamped late by all that work, and the
 * injector's delay would pass for the server's. Confined to one event loop.
 */
final class AnswerQueue {
  private static final FastThreadLocal<AnswerQueue> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected AnswerQueue initialValue() {
          return new AnswerQueue();
        }
      };

  private List<Runnable> waiting = new ArrayList<>();
  private List<Runnable> spare = new ArrayList<>();
  private boolean scheduled;

  /** To be called on the event loop. The work must not throw. */
  static void add(EventLoop loop, Runnable work) {
    AnswerQueue queue = OF_THIS_LOOP.get();
    queue.waiting.add(work);
    if (!queue.scheduled) {
      queue.scheduled = true;
      loop.execute(queue::run);
    }
  }

  /** What is added meanwhile waits for the next turn: the sockets are read first. */
  private void run() {
    List<Runnable> batch = waiting;
    waiting = spare;
    scheduled = false;
    for (Runnable work : batch) {
      work.run();
    }
    batch.clear();
    spare = batch;
  }
}
