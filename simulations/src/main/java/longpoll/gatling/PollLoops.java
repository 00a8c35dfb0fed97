package longpoll.gatling;

import io.gatling.core.session.Session;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops that users poll on. Gatling has two for each core; where all of them are busy
 * they take turns, and an answer waits for a loop that waits for its turn. So users poll on one for
 * each core, unless {@code -Dio.netty.eventLoopThreads} says how many loops there are. Thread-safe.
 */
final class PollLoops {
  private static final String THREADS = "io.netty.eventLoopThreads";

  private final List<EventLoop> loops;
  private final AtomicInteger next = new AtomicInteger();

  private PollLoops(List<EventLoop> loops) {
    this.loops = List.copyOf(loops);
  }

  static PollLoops of(EventLoopGroup all) {
    // Netty, too, makes one loop where the property asks for none.
    int most = Math.max(1, Integer.getInteger(THREADS, NettyRuntime.availableProcessors()));
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor loop : all) {
      if (loops.size() < most) {
        loops.add((EventLoop) loop);
      }
    }
    return new PollLoops(loops);
  }

  List<EventLoop> all() {
    return loops;
  }

  /** The session of a new user, on a loop that it is to poll on. */
  Session place(Session session) {
    if (loops.contains(session.eventLoop())) {
      return session;
    }
    EventLoop loop = loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    return session.copy(
        session.scenario(),
        session.userId(),
        session.attributes(),
        session.baseStatus(),
        session.blockStack(),
        session.onExit(),
        loop);
  }
}
