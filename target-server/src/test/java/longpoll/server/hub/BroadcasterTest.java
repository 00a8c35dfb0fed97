package longpoll.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BroadcasterTest {
  /** A thread that owns connections; its tasks wait until they are run. */
  private static final class IoThread implements Executor {
    final List<Runnable> tasks = new ArrayList<>();
    final List<ParkedPoll> released = new ArrayList<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    ParkedPoll poll() {
      return new ParkedPoll() {
        @Override
        public Executor executor() {
          return IoThread.this;
        }

        @Override
        public void release() {
          released.add(this);
        }
      };
    }
  }

  private final List<IoThread> threads =
      IntStream.range(0, 8).mapToObj(i -> new IoThread()).toList();
  private final Broadcaster broadcaster = new Broadcaster(1);

  private List<ParkedPoll> pollsOfAllThreads(int each) {
    List<ParkedPoll> polls = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      threads.forEach(thread -> polls.add(thread.poll()));
    }
    return polls;
  }

  @Test
  void eachThreadAnswersItsOwnPollsInOneTask() {
    List<ParkedPoll> polls = pollsOfAllThreads(100);
    broadcaster.release(new ArrayList<>(polls));
    for (IoThread thread : threads) {
      // All have their task before any has run one: nobody waits for another thread.
      assertThat(thread.tasks).hasSize(1);
      assertThat(thread.released).isEmpty();
    }
    for (IoThread thread : threads) {
      thread.tasks.get(0).run();
      assertThat(thread.released)
          .containsExactlyInAnyOrderElementsOf(
              polls.stream().filter(poll -> poll.executor() == thread).toList());
    }
  }

  @Test
  void theOrderIsAnotherEachTime() {
    IoThread thread = threads.get(0);
    List<ParkedPoll> polls = IntStream.range(0, 100).mapToObj(i -> thread.poll()).toList();
    broadcaster.release(new ArrayList<>(polls));
    broadcaster.release(new ArrayList<>(polls));
    thread.tasks.forEach(Runnable::run);
    List<ParkedPoll> first = thread.released.subList(0, 100);
    List<ParkedPoll> second = thread.released.subList(100, 200);
    assertThat(first).containsExactlyInAnyOrderElementsOf(second);
    assertThat(first).isNotEqualTo(second).isNotEqualTo(polls);
  }
}
