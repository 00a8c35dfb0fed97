package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.core.session.Session;
import io.gatling.core.session.Session$;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollLoopsTest {
  private static final String THREADS = "io.netty.eventLoopThreads";

  private final String before = System.getProperty(THREADS);
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(3, NioIoHandler.newFactory());

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(THREADS);
    } else {
      System.setProperty(THREADS, before);
    }
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  /** As Netty reads the same property. */
  @ParameterizedTest
  @CsvSource({"2, 2", "4, 3", "1, 1", "0, 1", "-1, 1"})
  void thereIsAtLeastOneLoopToPollOn(int threads, int loops) {
    System.setProperty(THREADS, Integer.toString(threads));

    PollLoops polled = PollLoops.of(group);

    assertThat(polled.all()).hasSize(loops);
    for (int user = 0; user < 6; user++) {
      Session session = Session$.MODULE$.apply("polls", user, group.next());
      assertThat(polled.all()).contains(polled.place(session).eventLoop());
    }
  }
}
